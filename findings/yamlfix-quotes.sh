#!/usr/bin/env bash
# yamlfix is an opinionated formatter for YAML: it removes quotes that are not
# needed. By YAML 1.2 `'1:30'` and `'yes'` need none. But PyYAML, with which
# MkDocs and most Python programs read, and Jekyll's reader know YAML 1.1, where
# 1:30 is the number 90 (base sixty) and yes is a truth value. A time becomes a
# number, and the tag "yes" the tag true. Prettier leaves the quotes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip -q install yamlfix==1.19.1 PyYAML==6.0.3 2>pip.log
printf -- "---\ntime: '1:30'\ntags: ['yes', 'no way']\n" >a.yaml
read='import yaml; print(yaml.safe_load(open("a.yaml")))'
before=$(env/bin/python -c "$read")
env/bin/yamlfix a.yaml 2>yamlfix.log
after=$(env/bin/python -c "$read")

echo "yamlfix 1.19.1, PyYAML 6.0.3"
echo "before:   $before"
echo "expected: the same"
echo "seen:     $after"

test "$before" = "{'time': '1:30', 'tags': ['yes', 'no way']}"
test "$after" = "{'time': 90, 'tags': [True, 'no way']}"
