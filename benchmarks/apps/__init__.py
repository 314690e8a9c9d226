"""One small API, written with each framework: `handler(event, context)` of each module. Those of peers are imported in
environments of their own, so nothing here imports `backend` but `bare`, `middleware` and `product`."""
