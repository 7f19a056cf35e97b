locals {
  domain = "people.example"

  # What every app gets.
  names = {
    given_name  = "user.firstName"
    familyName  = "user.lastName"
    email       = "user.email"
    displayName = <<-EOT
      user.displayName != null
        ? user.displayName
        : user.firstName + " " + user.lastNme
    EOT
    profileUrl  = "\"https://${local.domain}/\" + user.login"
  }
}
