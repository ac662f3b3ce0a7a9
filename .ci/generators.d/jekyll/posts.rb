# Jekyll, a site for each post: posts.rb read|render INPUTS OUT
require "base64"
require "fileutils"
require "json"
require "tmpdir"
require "jekyll"

WHAT, INPUTS, OUT = ARGV
NAME = "2000-01-01-post.md"

# What Jekyll logs: it publishes a post whose data it has lost, and says so only here.
class Told
  attr_reader :lines
  def initialize = @lines = []
  def method_missing(_name, *words) = @lines << words.compact.join(" ")
  def respond_to_missing?(*) = true
  %i[debug info warn error].each { |name| define_method(name) { |*words| @lines << words.compact.join(" "); nil } }
  def level = 3
  def level=(_) end
end

def plain(value)
  case value
  when Time, DateTime then (value.to_time - Time.now).abs < 43_200 ? "now" : value.to_time.utc.strftime("%Y-%m-%dT%H:%M:%S.%LZ")
  when Date then value.strftime("%Y-%m-%dT00:00:00.000Z")
  when Hash then value.to_h { |key, one| [key.to_s, plain(one)] }
  when Array then value.map { |one| plain(one) }
  when Float then value.finite? ? value : value.to_s
  when String then value.dup.force_encoding("UTF-8").scrub
  when nil, true, false, Integer then value
  else value.to_s
  end
end

def bare(text) = text.to_s.dup.force_encoding("UTF-8").scrub.sub(/\A\uFEFF+/, "").gsub(/\r\n?/, "\n").strip

# Whether there is a block that says something, of which Jekyll learnt nothing.
def passed_over?(bytes)
  block = bare(bytes)[Jekyll::Document::YAML_FRONT_MATTER_REGEXP, 1].to_s
  said = block.lines.any? { |line| line.strip != "" && !line.lstrip.start_with?("#", "---") }
  said && !YAML.safe_load(block, permitted_classes: [Date, Time], aliases: true)
rescue StandardError
  false
end

def build(bytes)
  told = Told.new
  Jekyll.logger.writer.level = :error rescue nil
  Jekyll.logger = told
  Dir.mktmpdir("copydesk-generators-") do |root|
    FileUtils.mkdir_p("#{root}/_posts")
    File.binwrite("#{root}/_posts/#{NAME}", bytes)
    config = Jekyll.configuration(
      "source" => root, "destination" => "#{root}/_site", "quiet" => true, "disable_disk_cache" => true,
      "future" => true, "show_drafts" => false, "timezone" => "UTC", "plugins" => []
    )
    Jekyll.logger = told
    site = Jekyll::Site.new(config)
    raw = nil
    Jekyll::Hooks.register(:documents, :pre_render) { |doc| raw = doc.content.dup }
    site.process
    [site.posts.docs.first, raw, told.lines, nil, root]
  rescue Exception => error # rubocop:disable Lint/RescueException: Jekyll ends with many kinds
    raise if error.is_a?(Interrupt)
    [nil, nil, told.lines, error, root]
  ensure
    Jekyll::Hooks.instance_variable_get(:@registry)[:documents][:pre_render]&.clear
  end
end

out = File.open(OUT, "w")
File.foreach(INPUTS) do |input|
  given = JSON.parse(input)
  bytes = given["base64"] ? Base64.decode64(given["base64"]) : given["text"]
  post, raw, told, error, root = build(bytes)
  lost = told.find { |line| line.include?("YAML Exception") || line.include?("Error: could not read") }
  line = { id: given["id"], generator: "jekyll", version: Jekyll::VERSION }
  if WHAT == "render"
    line[:html] = plain(post.content) if post && !error
    line[:error] = (error&.message || "the post is left out").gsub(root, "").lines.first.to_s.strip unless line[:html]
  elsif error || lost
    line[:answer] = "stops"
    line[:message] = (error&.message || lost).gsub(root, "").lines.first.to_s.strip
  elsif post.nil?
    # `published: false`, read as such.
    line.merge!(answer: "read", title: nil, date: nil, tags: [], draft: true)
  else
    line[:answer] = bare(raw) == bare(bytes) || passed_over?(bytes) ? "text" : "read"
    date = post.data["date"]
    line[:title] = plain(post.data["title"])
    line[:date] = plain(date)
    line[:tags] = plain(post.data["tags"])
    line[:draft] = false
  end
  out.puts(line.to_json)
end
out.close
