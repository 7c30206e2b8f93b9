package views

// moreOptionsUsed reports whether a field that is usually left alone has a value or an error.
func (f CreateForm) moreOptionsUsed() bool {
	return f.Values.Description != "" || f.Values.Licence != "" || f.Values.Protect ||
		f.Errors["description"] != "" || f.Errors["licenceType"] != "" || f.Errors["secAuthProtection"] != ""
}

// fieldsWithErrors lists the fields that have an error, in the order of the form.
func fieldsWithErrors(errors map[string]string) []string {
	var fields []string
	for _, field := range []string{"name", "description", "licenceType", "secAuthProtection"} {
		if errors[field] != "" {
			fields = append(fields, field)
		}
	}
	return fields
}
