variable "name" {
  description = "The layer's name, such as dreamforge-dev-imaging."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,62}[a-z0-9]$", var.name))
    error_message = "name is 3 to 64 lower-case letters, digits and hyphens, begins with a letter and ends with none of the hyphens."
  }
}

variable "zip" {
  description = "Path of the zip; Python's packages are in its folder python/."
  type        = string

  validation {
    condition     = fileexists(var.zip)
    error_message = "zip names a file that does not exist. Build it first: make build."
  }
}

variable "runtime" {
  description = "The runtime that the packages were built for."
  type        = string
  default     = "python3.13"
}

variable "architecture" {
  description = "Instruction set of the packages: arm64 or x86_64."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is arm64 or x86_64."
  }
}
