"""The other side of answer.ts: transformers answering the same questions, in batches of about one length, on the CPU (sdpa attention, float32).

Reads [[question, context], …] from stdin, writes [seconds of the clock, seconds of the processor] for all: tokenizing, the model, and choosing the span by the
rules of the question-answering pipeline. Each batch size of 1, 8 and 32 is tried on the first 32 questions; the fastest does the work.
usage: transformers_answers.py MODEL_DIR THREADS
"""

import json
import sys
import time

import numpy as np
import torch
import transformers as T


def answer(tokenizer, model, pairs, size):
    encoded = tokenizer([q for q, _ in pairs], [c for _, c in pairs], truncation="only_second", max_length=384, stride=128, return_overflowing_tokens=True, return_offsets_mapping=True)
    owners, found = encoded["overflow_to_sample_mapping"], {}
    order = sorted(range(len(owners)), key=lambda i: -len(encoded["input_ids"][i]))
    for at in range(0, len(order), size):
        rows = order[at : at + size]
        names = ("input_ids", "token_type_ids", "attention_mask")
        feeds = tokenizer.pad({name: [encoded[name][i] for i in rows] for name in names}, return_tensors="pt")
        out = model(**feeds)
        for row, i in enumerate(rows):
            sides = encoded.sequence_ids(i)
            allowed = np.array([side == 1 for side in sides])
            allowed[0] = True
            probabilities = []
            for logits in (out.start_logits, out.end_logits):
                own = np.where(allowed, logits[row, : len(sides)].numpy(), -10000.0)
                powers = np.exp(own - own.max())
                probabilities.append(powers / powers.sum())
                probabilities[-1][0] = 0
            scores = np.tril(np.triu(np.outer(*probabilities)), 14)
            first, last = np.unravel_index(np.argmax(scores), scores.shape)
            offsets = encoded["offset_mapping"][i]
            best = found.get(owners[i])
            if best is None or scores[first, last] > best[0]:
                found[owners[i]] = (scores[first, last], pairs[owners[i]][1][offsets[first][0] : offsets[last][1]])
    return found


def main() -> None:
    torch.set_num_threads(int(sys.argv[2]))
    T.logging.set_verbosity_error()
    T.logging.disable_progress_bar()
    tokenizer = T.AutoTokenizer.from_pretrained(sys.argv[1])
    model = T.AutoModelForQuestionAnswering.from_pretrained(sys.argv[1], dtype=torch.float32).eval()
    pairs = json.load(sys.stdin)
    with torch.inference_mode():
        answer(tokenizer, model, pairs[:8], 8)
        tries = {}
        for size in (1, 8, 32):
            start = time.process_time()
            answer(tokenizer, model, pairs[:32], size)
            tries[size] = time.process_time() - start
        size = min(tries, key=tries.get)
        clock, processor = time.perf_counter(), time.process_time()
        answer(tokenizer, model, pairs, size)
        print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]))


main()
