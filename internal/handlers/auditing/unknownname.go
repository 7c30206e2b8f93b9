package auditing

// UnknownName replaces unknown user names in the audit log, because they may be passwords typed into the wrong field.
const UnknownName = "unknown user"
