"""The other side of run.ts: Hugging Face transformers giving its attentions (eager), on the CPU.

Reads requests from stdin, a line each, `LENGTH RUNS`, and answers each with a line of JSON: the milliseconds of every run.
The first line it prints says which versions run. Loaded as float32: config.json of the default model says float16, in which
a CPU is several times slower.
usage: transformers_attentions.py MODEL_DIR THREADS
"""

import json
import sys
import time

import torch
import transformers

# The token ids of run.ts: a sentence over and over, with [CLS] before and [SEP] behind.
SENTENCE = [101, 1996, 4937, 2938, 2006, 1996, 13523, 2138, 2009, 2001, 5458, 1012]


def main() -> None:
    folder, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    model = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    print(json.dumps({"name": f"transformers {transformers.__version__}, torch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        length, runs = map(int, line.split())
        ids = torch.tensor([[SENTENCE[i % len(SENTENCE)] for i in range(length - 1)] + [102]])
        times = []
        with torch.inference_mode():
            for _ in range(runs):
                start = time.perf_counter()
                model(ids, output_attentions=True)
                times.append((time.perf_counter() - start) * 1e3)
        print(json.dumps(times), flush=True)


main()
