variable "user_type_id" {
  type = string
}

variable "badge_expression" {
  type        = string
  description = "each org numbers its badges in its own way"
}

resource "okta_app_saml" "gate" {
  label              = "Gatehouse"
  user_name_template = "$${source.email}"
}

resource "okta_app_user_schema_property" "badge" {
  app_id             = okta_app_saml.gate.id
  index              = "badgeNumber"
  title              = "Badge number"
  type               = "string"
  external_name      = "badgeNumber" # was badge_number, which the gatehouse never took
  external_namespace = "urn:ietf:params:scim:schemas:extension:gatehouse:2.0:User"
}

resource "okta_app_user_schema_property" "cost_centre" {
  app_id             = okta_app_saml.gate.id
  index              = "costCentre"
  title              = "Cost centre"
  type               = "string"
  external_name      = "cost_center"
  external_namespace = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
}

resource "okta_profile_mapping" "gate" {
  source_id          = var.user_type_id
  target_id          = okta_app_saml.gate.id
  delete_when_absent = false
  always_apply       = false

  mappings {
    id          = okta_app_user_schema_property.badge.index
    expression  = var.badge_expression
    push_status = "PUSH"
  }

  mappings {
    id          = okta_app_user_schema_property.cost_centre.index
    expression  = "user.costCenter"
    push_status = "PUSH"
  }
}
