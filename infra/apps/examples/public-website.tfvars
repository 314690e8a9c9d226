# The public bucket can be read by everybody, at the output website_url.
public_website = true
