#!/bin/sh
# The library beside PyTorch: one session, in turns, the same threads. From the repository's root:
#   bench/compare/run.sh DATE [ROUNDS [GROUP...]]
# DATE goes into the results as it is. Groups: agreement onnx image text surgery methods masks batches job start; all, when none is given, and only
# then docs/performance.md and bench/results/compare.json are written. Perhaps half an hour on a quiet machine with the default 7 rounds.
# Needs, from Debian: python3-torch python3-onnx python3-pil libopenblas0-openmp time; and 4 GB for files made once, in CACHE.
set -eu

date=${1:?"give a date for the results, such as 2026-11-24"}
rounds=${2:-7}
if [ $# -ge 2 ]; then
    shift 2
else
    shift
fi

cache=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/clip-surgery-bench}
python=bench/compare/python

# Debian's PyTorch takes its matrix products from the system's BLAS, and the reference one is fifty times slower: no opponent.
if ! readlink -f /usr/lib/*/libblas.so.3 | grep -q openblas; then
    echo "The system's BLAS is not OpenBLAS; expected it for a fair comparison: apt-get install libopenblas0-openmp" >&2
    exit 1
fi

# OpenBLAS takes the kernels of a processor of 2004 where it does not know a newer one, which is six times slower.
if [ -z "${OPENBLAS_CORETYPE:-}" ]; then
    if grep -qm1 avx512f /proc/cpuinfo; then
        export OPENBLAS_CORETYPE=SKYLAKEX
    elif grep -qm1 avx2 /proc/cpuinfo; then
        export OPENBLAS_CORETYPE=HASWELL
    fi
fi

export OMP_NUM_THREADS=2
mkdir -p "$cache/exported"
dotnet build src/Tools -c Release -v quiet
dotnet build bench/compare -c Release -v quiet

if [ ! -f "$cache/vit-b16/model.safetensors" ]; then
    /usr/bin/python3 "$python/checkpoint.py" "$cache/vit-b16"
fi

rm -rf "$cache/converted"
/usr/bin/time -v -o "$cache/convert.log" \
    src/Tools/bin/Release/net10.0/clip-surgery convert "$cache/vit-b16" --output "$cache/converted" >"$cache/convert.out"
grep -E 'Elapsed|Maximum resident' "$cache/convert.log"
size=$(stat -c %s "$cache/vit-b16/model.safetensors")
awk -v size="$size" '/Maximum resident/ { printf "\tPeak memory / checkpoint: %.2f\n", $NF * 1024 / size }' "$cache/convert.log"

# The last file that is exported tells that all are there, and of the model as it is now.
if [ -z "$(find "$cache/exported/text.onnx" -newer "$python/surgery.py" 2>/dev/null)" ]; then
    /usr/bin/python3 "$python/export.py" "$cache/vit-b16" "$cache/exported" 224 512
fi

if [ ! -f "$cache/sam-large/prompt_encoder_mask_decoder.onnx" ]; then
    /usr/bin/python3 "$python/sam_export.py" "$cache/sam-small" 64 32 4 256
    /usr/bin/python3 "$python/sam_export.py" "$cache/sam-large" 256 64 8 2048
fi

dotnet run --project bench/compare -c Release --no-build -- "$cache" "$date" "$rounds" "$@"
