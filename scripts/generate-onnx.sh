#!/usr/bin/env bash
# Makes src/models/onnx/generated from onnx.proto (of the Python package onnx, or github.com/onnx/onnx).
# usage: scripts/generate-onnx.sh path/to/onnx.proto
set -euo pipefail
out="$(cd "$(dirname "$0")/.." && pwd)/src/models/onnx/generated"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/proto"
cp "$1" "$work/proto/onnx.proto"
cd "$work"
echo '{"name":"generate","private":true}' > package.json
npm install --silent --no-save @bufbuild/buf@1.75.0 @bufbuild/protoc-gen-es@2.13.0
echo '{"version":"v2","modules":[{"path":"proto"}]}' > buf.yaml
# js+dts: the TypeScript output has enums, which erasableSyntaxOnly refuses.
npx buf generate --template '{"version":"v2","plugins":[{"local":"./node_modules/.bin/protoc-gen-es","out":"generated","opt":["target=js+dts"]}]}'
cp generated/onnx_pb.js generated/onnx_pb.d.ts "$out/"
