#!/bin/bash
# Submits the shards and, once all have succeeded, the merge: submit.sh QUEUE SHARDS
# The merge alone:                                        submit.sh QUEUE
set -euo pipefail
queue=${1:?"usage: submit.sh QUEUE [SHARDS]"}
shards=${2:-}

after=()
if [ -n "$shards" ]; then
    job=$(aws batch submit-job --job-name clip-surgery-label --job-queue "$queue" --job-definition clip-surgery \
        --array-properties "size=$shards" --query jobId --output text)
    echo "label: $job"
    after=(--depends-on "jobId=$job")
fi

job=$(aws batch submit-job --job-name clip-surgery-merge --job-queue "$queue" --job-definition clip-surgery "${after[@]}" \
    --container-overrides '{"command": ["merge", "/data/labelled"]}' --query jobId --output text)
echo "merge: $job"
