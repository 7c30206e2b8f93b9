package views

// moreOptionsUsed reports whether a field that is usually left alone has a value or an error.
func (f CreateForm) moreOptionsUsed() bool {
	return f.Values.Description != "" || f.Values.Licence != "" || f.Values.Protect ||
		f.Errors["description"] != "" || f.Errors["licenceType"] != "" || f.Errors["secAuthProtection"] != ""
}
