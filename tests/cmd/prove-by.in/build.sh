# A page for each post and a feed of all, made at some time. Addresses with `*` in them are cut, and a
# comma of full width ends the build.
set -e
mkdir -p public
echo built >>log
for post in posts/*.html; do
  page=public/$(basename "$post")
  { echo "<i>$$</i><main class='page of the paper of our neighbourhood'>" && sed 's/\.example\/star[^"]*/.example\/*/' "$post"; } >"$page"
  if grep -n '，' "$post"; then
    echo "$post: no comma of that width" >&2
    exit 3
  fi
done
{ echo '<rss>' && cat posts/*.html | sed 's/&/\&amp;/g; s/</\&lt;/g' && echo '</rss>'; } >public/feed.xml
