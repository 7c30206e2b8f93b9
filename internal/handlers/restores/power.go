package restores

import (
	"slices"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// power holds what can be done with the server of volumes that are overwritten.
type power struct {
	running  *operation.ServerRef // can be powered off before, and started again
	off      *operation.ServerRef // can be started afterwards
	warnings []string
}

// powerOf looks at the servers that the volumes are attached to.
func powerOf(servers []inventory.Server) power {
	var p power
	for _, server := range servers {
		name := texts.DisplayName(server.Name, server.ID)
		ref := &operation.ServerRef{ID: server.ID, Name: name}
		switch {
		case server.Type == "CUBE" && server.Running():
			p.warnings = append(p.warnings, name+" is a Cube, which the API cannot power off. Shut its guest down yourself first, or its running system and the restored disk disagree.")
		case server.Type == "CUBE":
		case !server.Running():
			p.off = ref
		case p.running == nil:
			p.running = ref
		default:
			p.warnings = append(p.warnings, name+" is running too, and only one server is powered off here. Power it off yourself first.")
		}
	}
	return p
}

// view returns the options: powering off a running server, selected by default, or starting one that is off.
func (p power) view() (views.Power, []string) {
	switch {
	case p.running != nil:
		return views.Power{Running: p.running.Name, Stop: true}, p.warnings
	case p.off != nil:
		return views.Power{Off: p.off.Name}, p.warnings
	default:
		return views.Power{}, p.warnings
	}
}

// stopProblem explains why nothing is overwritten although the form wanted the server powered off before: none is
// known to run, because it is off by now or cannot be read.
func (p power) stopProblem(ticked views.Power) string {
	if !ticked.Stop || p.running != nil || len(p.warnings) > 0 {
		return ""
	}
	return "Its server was to be powered off first, and Snapdeck does not see it running. " +
		"Nothing was overwritten. Reload the page, check the facts and try again."
}

// serverRefs returns the selected servers as far as the action is possible.
func (p power) serverRefs(ticked views.Power) (stop, start *operation.ServerRef) {
	switch {
	case p.running != nil && ticked.Stop:
		return p.running, p.running
	case p.running == nil && p.off != nil && ticked.Start:
		return nil, p.off
	default:
		return nil, nil
	}
}

// ticked returns the options that the user selected.
func ticked(c echo.Context, offered views.Power) views.Power {
	offered.Stop, offered.Start = c.FormValue("stop") != "", c.FormValue("start") != ""
	return offered
}

// acceptedIn returns the IDs of the servers that the form showed as running and that are not powered off, which the
// user accepted.
func acceptedIn(c echo.Context, stop *operation.ServerRef) []string {
	return slices.DeleteFunc(slices.Clone(c.Request().PostForm["running"]), func(id string) bool { return stop != nil && stop.ID == id })
}
