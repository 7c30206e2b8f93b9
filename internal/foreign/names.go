package foreign

import (
	"strings"

	"github.com/google/uuid"
)

// DisplayName returns a name, or the ID if there is no visible one, so that it can still be found and clicked.
func DisplayName(name, id string) string {
	switch {
	case name == "":
		return id
	case Visible(name):
		return name
	case uuid.Validate(id) == nil:
		return "(no visible name) " + id
	default:
		return "(no visible name)"
	}
}

// Quoted returns a name in quotation marks, on one line.
func Quoted(name string) string { return "“" + strings.Join(strings.Fields(name), " ") + "”" }
