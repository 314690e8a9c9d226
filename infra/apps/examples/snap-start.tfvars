# Instances of the API start from a snapshot.
scaling = {
  api = { snap_start = true }
}
