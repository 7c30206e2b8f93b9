package volumelist

import (
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// CoverageKey is the parameter that chooses a state of protection.
const CoverageKey = "coverage"

// CoverageRunning chooses the volumes with a running operation.
const CoverageRunning = "running"

// CoverageOptions returns the choices of CoverageKey, in the order of the tabs.
func CoverageOptions() []ui.Option {
	options := []ui.Option{}
	for _, s := range []coverage.State{coverage.Late, coverage.Never, coverage.Failing, coverage.Protected, coverage.Probably, coverage.Excluded} {
		options = append(options, ui.Option{Value: string(s), Text: s.Name()})
	}
	return append(options, ui.Option{Value: CoverageRunning, Text: "Running"})
}

// volumesAmong returns the volumes of a choice of CoverageKey; nil for all.
func (s *List) volumesAmong(req web.Request, choice string) *inventory.IDs {
	switch choice {
	case "":
		return nil
	case CoverageRunning:
		return s.RunningVolumes()
	default:
		return req.Report().Among(coverage.State(choice))
	}
}

// VolumeProtection returns the cell of a volume's protection.
func VolumeProtection(req web.Request, x *inventory.Volume) ui.Cell {
	report := req.Report()
	v, known := report.Of(x.ID)
	if !known || !report.Complete {
		return ui.Cell{Text: "not loaded yet", Muted: true}
	}
	req.Expiry.Limit(v.Due)
	return ui.Cell{Drawing: new(ProtectionOf(req, v))}
}

// ProtectionOf returns the protection of a volume as it is shown.
func ProtectionOf(req web.Request, v coverage.Volume) views.Protection {
	p := views.Protection{State: string(v.State), Label: v.State.Name()}
	switch v.State {
	case coverage.Protected:
		p.Age, p.Failed = req.Age(v.Good.At), v.Failure != nil
	case coverage.Probably:
		p.Label, p.Likely, p.Age = "Protected", true, req.Age(v.Likely.At)
	case coverage.Failing:
		p.Detail = texts.FailureTitle(v.Failure.Cause)
	case coverage.Late:
		last := v.LastGood()
		p.Age, p.Likely = req.Age(last.At), last == v.Likely && last != v.Good
	case coverage.Excluded:
		p.Detail = v.Target.Reason
	}
	p.Title = protectionTitle(v)
	return p
}

// protectionTitle describes what the state of a volume is based on.
func protectionTitle(v coverage.Volume) string {
	text := "Target " + ui.Age(v.Target.Age)
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
			return text + ". The newest attempt failed: " + texts.FailureTitle(v.Failure.Cause)
		}
	}
	return text
}
