# Hosted sign-in pages, for MCP clients and the docs page: users register themselves and need an authenticator app.
sign_in = {
  mfa           = "ON"
  self_sign_up  = true
  domain_prefix = "my-dreamforge-dev"
  callback_urls = ["https://shop.example.com/signed-in", "http://localhost:3000/callback"]
  logout_urls   = ["https://shop.example.com/"]
  mcp_urls      = ["https://shop.example.com/forge/mcp"] # /mcp below a base path
}
