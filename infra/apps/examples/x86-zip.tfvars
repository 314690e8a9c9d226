# A zip for x86_64: `python scripts/build_zip.py --machine x86_64`.
package = {
  architecture  = "x86_64"
  zip           = "../../dist/dreamforge-x86_64.zip"
  imaging_layer = "../../dist/imaging-layer-x86_64.zip"
}
