"""The other side of corpus.ts: how often each head of a model finds a word's syntactic head, by transformers (eager attention, float32) and numpy, on the CPU.

A treebank in batches of about one length, all layers and heads of a sentence in one go: words by matrix products, argmax in both directions (docs/corpus.md).
Reads a batch size a line from stdin; answers each with a line of JSON: seconds of the clock and of the processor for the whole treebank, tokenizing included,
and the sum of all hits, which must be Lupa's. The first line it prints says which versions run.
usage: transformers_corpus.py MODEL_DIR FILE.conllu THREADS
"""

import json
import sys
import time

import numpy as np
import torch
import transformers


def sentences(path):
    words, heads, relations = [], [], []
    for line in open(path, encoding="utf8"):
        fields = line.rstrip("\n").split("\t")
        if fields[0].isdigit():
            words.append(fields[1])
            heads.append(int(fields[6]) - 1)
            relations.append(fields[7].split(":")[0])
        elif not line.strip() and words:
            yield words, np.array(heads), np.array(relations)
            words, heads, relations = [], [], []
    if words:
        yield words, np.array(heads), np.array(relations)


def measure(model, tokenizer, corpus, size):
    hits = {}
    encoded = tokenizer([words for words, _, _ in corpus], is_split_into_words=True)
    order = sorted(range(len(corpus)), key=lambda i: len(encoded["input_ids"][i]))
    for at in range(0, len(order), size):
        rows = order[at : at + size]
        feeds = tokenizer.pad({name: [encoded[name][i] for i in rows] for name in encoded}, return_tensors="pt")
        attentions = [layer.numpy() for layer in model(**feeds, output_attentions=True).attentions]
        for row, i in enumerate(rows):
            words, heads, relations = corpus[i]
            of = encoded.word_ids(i)
            first = [k for k, word in enumerate(of) if word is not None and word != of[k - 1]]
            inside = slice(1, len(of) - 1)
            matrix = np.stack([layer[row, :, inside, inside] for layer in attentions])  # [layers, heads, pieces, pieces]
            if len(first) < matrix.shape[-1]:
                starts = np.array(first) - 1
                counts = np.diff([*starts, matrix.shape[-1]])
                matrix = np.add.reduceat(np.add.reduceat(matrix, starts, axis=-1), starts, axis=-2) / counts[:, None]
            diagonal = np.arange(len(words))
            matrix[..., diagonal, diagonal] = -1
            counted = np.flatnonzero((heads >= 0) & (relations != "root") & (relations != "punct"))
            right = np.stack([matrix.argmax(-1)[..., counted], matrix.argmax(-2)[..., counted]], -2) == heads[counted]
            for relation in set(relations[counted]):
                hits[relation] = hits.get(relation, 0) + right[..., relations[counted] == relation].sum(-1)
    return int(sum(each.sum() for each in hits.values()))


def main() -> None:
    folder, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    corpus = list(sentences(path))
    with torch.inference_mode():
        measure(model, tokenizer, corpus[:64], 16)
        print(json.dumps({"name": f"transformers {transformers.__version__}, torch {torch.__version__}"}), flush=True)
        for line in sys.stdin:
            clock, processor = time.perf_counter(), time.process_time()
            total = measure(model, tokenizer, corpus, int(line))
            print(json.dumps([time.perf_counter() - clock, time.process_time() - processor, total]), flush=True)


main()
