package views

import "github.com/a-h/templ"

// currentStep marks the current stage.
func currentStep(state string) templ.Attributes {
	if state != "now" {
		return nil
	}
	return templ.Attributes{"aria-current": "step"}
}

func stepLabel(state string) string {
	switch state {
	case "done":
		return ", done"
	case "now":
		return ", now"
	case "bad":
		return ", failed here"
	default:
		return ", to come"
	}
}

// repeated marks a step that had been done before and runs again.
func repeated(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"data-repeated": "true"}
}
