variable "label" {
  type = string
}

variable "base_url" {
  type = string
}

variable "scim_token" {
  type      = string
  sensitive = true
}

variable "user_type_id" {
  type = string
}

variable "mappings" {
  description = "Attribute of the app => expression"
  type        = map(string)
}

resource "okta_app_saml" "app" {
  label              = var.label
  sso_url            = "https://${lower(var.label)}.example/saml"
  user_name_template = "${source.email}"
}

resource "okta_app_connection" "app" {
  id       = okta_app_saml.app.id
  base_url = var.base_url
  action   = "activate"

  profile {
    auth_scheme = "TOKEN"
    token       = var.scim_token
  }
}

resource "okta_app_user_schema_property" "shift" {
  app_id             = okta_app_saml.app.id
  index              = "shift"
  title              = "Shift"
  type               = "string"
  external_name      = "employeeNumbr"
  external_namespace = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
  depends_on         = [okta_app_connection.app]
}

resource "okta_profile_mapping" "app" {
  source_id          = var.user_type_id
  target_id          = okta_app_saml.app.id
  delete_when_absent = false
  always_apply       = false

  dynamic "mappings" {
    for_each = var.mappings

    content {
      id          = mappings.key
      expression  = mappings.value
      push_status = "PUSH"
    }
  }

  mappings {
    id          = okta_app_user_schema_property.shift.index
    expression  = "user.shiftCode"
    push_status = "PUSH"
  }
}
