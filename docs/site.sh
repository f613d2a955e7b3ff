#!/usr/bin/env bash
# Builds these documents as a site: docs/site/dist, plain files for any web server. It can be searched, in English and in
# Chinese, and needs no other address. With --serve it is shown at http://127.0.0.1:4173/ until Ctrl-C.
set -euo pipefail
unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")/site"
command -v npm >/dev/null || { echo "no npm found: install Node.js 18 or later" >&2; exit 1; }

rm -rf pages
mkdir -p pages/public
cp ../*.md ../shop.yaml ../openapi.json pages/
cp -r ../images pages/
cp ../shop.yaml ../openapi.json pages/public/
for readme in README.md README.zh-CN.md; do
    sed 's#](docs/#](#g; s#(README#(index#g' "../../$readme" >"pages/index${readme#README}"
done

npm install --no-audit --no-fund --no-package-lock --silent
npx vitepress build
if [ "${1:-}" = --serve ]; then
    exec npx vitepress preview
fi
echo "docs/site/dist"
