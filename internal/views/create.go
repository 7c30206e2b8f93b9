package views

// moreOptionsUsed reports whether one of the rarely used fields has a value or an error.
func (f CreateForm) moreOptionsUsed() bool {
	return f.Values.Description != "" || f.Values.Licence != "" || f.Values.Protect ||
		f.Errors["description"] != "" || f.Errors["licenceType"] != "" || f.Errors["secAuthProtection"] != ""
}

// fieldsWithErrors lists the fields with an error, in the order of the form.
func fieldsWithErrors(errors map[string]string) []string {
	var fields []string
	for _, field := range []string{"name", "description", "licenceType", "secAuthProtection"} {
		if errors[field] != "" {
			fields = append(fields, field)
		}
	}
	return fields
}
