terraform {
  required_providers {
    okta = {
      source  = "okta/okta"
      version = "~> 6.12"
    }
  }
}

data "okta_user_type" "staff" {
  name = "staff"
}

resource "okta_user_schema_property" "shift" {
  index     = "shiftCode"
  title     = "Shift"
  type      = "string"
  user_type = data.okta_user_type.staff.id
}

module "rota" {
  source = "./modules/scim_app"

  label        = "Rota"
  base_url     = "https://rota.example/scim/v2"
  scim_token   = var.scim_token
  user_type_id = data.okta_user_type.staff.id

  mappings = merge(local.names, {
    department = "user.departmnt" # misspelt here, and found here
    nickName   = "String.substringBefore(user.email, \"@\")"
  })
}

variable "scim_token" {
  type      = string
  sensitive = true
}
