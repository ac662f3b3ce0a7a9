# What Jekyll makes of a blog, a line of JSON a page: jekyll.rb FOLDER
require "json"
require "jekyll"

root = File.realpath(ARGV[0])
Jekyll.logger.log_level = :error
config = Jekyll.configuration("source" => root, "destination" => "#{root}.jekyll", "quiet" => true, "disable_disk_cache" => true)
site = Jekyll::Site.new(config)
site.process
site.posts.docs.each do |post|
  next unless File.file?(post.destination("#{root}.jekyll"))
  puts JSON.generate(
    "file" => post.destination("#{root}.jekyll").delete_prefix("#{root}.jekyll/"), "title" => post.data["title"],
    "time" => post.date.to_time.getutc.strftime("%FT%TZ"), "shown" => post.date.strftime("%F"),
    "tags" => post.data["tags"].map(&:to_s), "categories" => post.data["categories"].map(&:to_s)
  )
end
site.pages.each do |page|
  puts JSON.generate("file" => page.destination("#{root}.jekyll").delete_prefix("#{root}.jekyll/"), "title" => page.data["title"]) if page.data["title"]
end
