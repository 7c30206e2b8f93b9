package handlers

import (
	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// coverageKey is the parameter of a list of volumes that chooses a state of protection.
const coverageKey = "coverage"

// coverageRunning is the choice of the volumes on which an operation runs.
const coverageRunning = "running"

// coverageOptions are the choices of coverageKey, in the order of the tabs.
func coverageOptions() []views.Option {
	options := []views.Option{}
	for _, s := range []coverage.State{coverage.Late, coverage.Never, coverage.Failing, coverage.Protected, coverage.Probably, coverage.Excluded} {
		options = append(options, views.Option{Value: string(s), Text: s.Name()})
	}
	return append(options, views.Option{Value: coverageRunning, Text: "Running"})
}

// volumesAmong are the volumes that a choice of coverageKey stands for; nil for all.
func (s *Server) volumesAmong(req pageRequest, choice string) *inventory.IDs {
	switch choice {
	case "":
		return nil
	case coverageRunning:
		return s.running.ids(s.Operations)
	default:
		return req.report().Among(coverage.State(choice))
	}
}

// volumeProtection is how well a volume is protected, in a list.
func volumeProtection(req pageRequest, x *inventory.Volume) views.Cell {
	report := req.report()
	v, known := report.Of(x.ID)
	if !known || !report.Complete {
		return views.Cell{Text: "not loaded yet", Muted: true}
	}
	req.expiry.limit(v.Due)
	p := protectionOf(req, v)
	return views.Cell{Protection: &p}
}

// protectionOf is how a volume is protected as it is shown.
func protectionOf(req pageRequest, v coverage.Volume) views.Protection {
	p := views.Protection{State: string(v.State), Label: v.State.Name()}
	switch v.State {
	case coverage.Protected:
		p.Age, p.Failed = req.age(v.Good.At), v.Failure != nil
	case coverage.Probably:
		p.Label, p.Likely, p.Age = "Protected", true, req.age(v.Likely.At)
	case coverage.Failing:
		p.Label, p.Detail = "Failed", causeText(v.Failure.Cause)
	case coverage.Late:
		last := v.LastGood()
		p.Age, p.Likely = req.age(last.At), last == v.Likely && last != v.Good
	case coverage.Excluded:
		p.Detail = v.Target.Reason
	}
	p.Title = protectionTitle(req, v)
	return p
}

// protectionTitle says what the state of a volume is measured by.
func protectionTitle(req pageRequest, v coverage.Volume) string {
	text := "Target " + views.Age(v.Target.Age)
	if v.Target.Own {
		text += ", set for this volume"
	}
	switch v.State {
	case coverage.Excluded:
		return "Excluded: needs no snapshots"
	case coverage.Never:
		return text + ". No snapshot of this volume is known"
	case coverage.Failing:
		return text + ". The newest attempt failed"
	case coverage.Probably:
		return text + ". The newest snapshot is likely of this volume"
	case coverage.Protected:
		if v.Failure != nil {
			return text + ". The newest attempt failed: " + causeText(v.Failure.Cause)
		}
	}
	return text
}

// causeText says why an attempt failed, in two or three words.
func causeText(cause string) string {
	switch cause {
	case coverage.CauseQuota:
		return "quota full"
	case coverage.CauseSnapshot:
		return "snapshot failed"
	case "busy":
		return "data center busy"
	case "invalid":
		return "values refused"
	case "forbidden", "unauthorized":
		return "no rights"
	case "trial":
		return "trial contract"
	case "not-found":
		return "volume not found"
	case "request-failed", "left-behind":
		return "request failed"
	case "gone":
		return "snapshot missing"
	case "rate-limited":
		return "rate limit"
	case "unreachable", "server", "maintenance":
		return "IONOS unreachable"
	default:
		return "attempt failed"
	}
}
