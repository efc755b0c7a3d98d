#!/usr/bin/env bash
# Makes src/tokens/generated from the description of .model files that the Python package sentencepiece carries.
# usage: scripts/generate-sentencepiece.sh path/to/python   (one that has sentencepiece 0.2 and protobuf)
set -euo pipefail
out="$(cd "$(dirname "$0")/.." && pwd)/src/tokens/generated"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" - "$work/model.binpb" <<'PYTHON'
import sys
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from sentencepiece import sentencepiece_model_pb2
found = FileDescriptorSet()
sentencepiece_model_pb2.DESCRIPTOR.CopyToProto(found.file.add())
found.file[0].name = 'sentencepiece.proto'
open(sys.argv[1], 'wb').write(found.SerializeToString())
PYTHON
cd "$work"
echo '{"name":"generate","private":true}' > package.json
npm install --silent --no-save @bufbuild/buf@1.75.0 @bufbuild/protoc-gen-es@2.13.0
# js+dts: the TypeScript output has enums, which erasableSyntaxOnly refuses.
npx buf generate model.binpb --template '{"version":"v2","plugins":[{"local":"./node_modules/.bin/protoc-gen-es","out":"generated","opt":["target=js+dts"]}]}'
mkdir -p "$out"
cp generated/sentencepiece_pb.js generated/sentencepiece_pb.d.ts "$out/"
