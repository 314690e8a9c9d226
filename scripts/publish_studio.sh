#!/usr/bin/env bash
# Puts the studio into the public bucket, made for one API:
#   API_URL=https://abc.execute-api.us-east-1.amazonaws.com/dev REGION=us-east-1 CLIENT_ID=... BUCKET=... \
#   STORE_URLS="https://uploads-bucket.s3.us-east-1.amazonaws.com https://assets-bucket.s3.us-east-1.amazonaws.com" \
#   scripts/publish_studio.sh
# With `--only-build FOLDER` nothing is sent: FOLDER then holds what would be.
# STORE_URLS are the origins that presigned URLs point to: the page's policy lets it talk to them, to the API and to
# Cognito, and to nobody else. The API's CORS_ALLOW_ORIGINS and the buckets' CORS must name the page's own origin.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in API_URL STORE_URLS REGION CLIENT_ID; do
    [ -n "${!name:-}" ] || { echo "$name is not set; the first lines of $0 say what it is" >&2; exit 2; }
done
for url in $API_URL $STORE_URLS; do
    [[ $url =~ ^https?://[A-Za-z0-9.:/_-]+$ ]] || { echo "$url is no URL" >&2; exit 2; }
done
[[ $REGION$CLIENT_ID =~ ^[A-Za-z0-9_-]+$ ]] || { echo "REGION or CLIENT_ID has characters that neither can have" >&2; exit 2; }

if [ "${1:-}" = --only-build ]; then
    site=${2:?--only-build needs a folder}
    mkdir -p "$site"
else
    : "${BUCKET:?BUCKET is not set: the public bucket}"
    site=$(mktemp -d)
    trap 'rm -rf "$site"' EXIT
fi

api_origin=$(sed -E 's#^(https?://[^/]+).*#\1#' <<< "$API_URL")
cognito=https://cognito-idp.$REGION.amazonaws.com/
cp -R web/. "$site"
sed \
    -e "s#img-src 'self' blob: https: http://127.0.0.1:\*#img-src 'self' blob: $STORE_URLS#" \
    -e "s#connect-src 'self' https: http://127.0.0.1:\*#connect-src 'self' $api_origin $STORE_URLS $cognito#" \
    web/index.html > "$site/index.html"
if grep -q "https: http" "$site/index.html"; then
    echo "the policy in web/index.html is not as this script knows it" >&2
    exit 1
fi
printf '{"api_url": "%s", "cognito_url": "%s", "client_id": "%s"}\n' "$API_URL" "$cognito" "$CLIENT_ID" > "$site/config.json"
if [ "${1:-}" = --only-build ]; then exit; fi

# Pages and modules are asked for again each time (304 when nothing changed); fonts never change under their name.
send() { aws s3 sync --only-show-errors "$site" "s3://$BUCKET/studio" --region "$REGION" --exclude '*' "$@"; }
revalidated=(--cache-control no-cache)
send --include 'fonts/*.woff2' --content-type font/woff2 --cache-control 'public, max-age=31536000, immutable'
send --include '*.txt' --content-type 'text/plain; charset=utf-8' "${revalidated[@]}"
send --include '*.svg' --content-type image/svg+xml "${revalidated[@]}"
send --include '*.webp' --content-type image/webp "${revalidated[@]}"
send --include '*.css' --content-type 'text/css; charset=utf-8' "${revalidated[@]}"
send --include '*.js' --content-type 'text/javascript; charset=utf-8' "${revalidated[@]}"
send --include '*.json' --content-type application/json "${revalidated[@]}"
# last, so that a visitor who comes meanwhile finds what the page names
send --include '*.html' --content-type 'text/html; charset=utf-8' "${revalidated[@]}"
echo "https://$BUCKET.s3.$REGION.amazonaws.com/studio/index.html"
