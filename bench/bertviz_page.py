"""Writes bertviz's page of a record of Lupa: bertviz_page.py head|model RECORD.safetensors PAGE.html

Needs bertviz, torch and safetensors. bench/pages.ts calls it.
"""

import sys

from bertviz import head_view, model_view
from safetensors.torch import load_file

view, record, page = sys.argv[1:]
tensors = load_file(record)
layers = sum(name.startswith("attentions.") for name in tensors)
attention = tuple(tensors[f"attentions.{layer}"] for layer in range(layers))
tokens = [f"w{index}" for index in range(attention[0].shape[-1])]
show = {"head": head_view, "model": model_view}[view]
html = show(attention, tokens, html_action="return").data
with open(page, "w") as file:
    file.write(f"<!doctype html><html><body>{html}</body></html>")
