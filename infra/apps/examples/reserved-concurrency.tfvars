# Ten jobs at a time and 50 instances reserved for the API, in an account that may run 1000 functions at once.
scaling = {
  jobs                = 10
  account_concurrency = 1000
  api                 = { reserved = 50 }
}
