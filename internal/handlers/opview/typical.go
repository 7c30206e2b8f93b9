package opview

import (
	"fmt"
	"time"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// typicalDurationText describes the usual duration at IONOS Cloud, and reports whether this operation takes longer.
func (s *Presenter) typicalDurationText(req web.Request, op operation.Operation) (text string, late bool) {
	if op.State != operation.Accepted && op.State != operation.Provisioning {
		return "", false
	}
	typical, known := operation.TypicalDuration(s.Operations.All(), op)
	if !known {
		return "", false
	}
	text = typicalText(typical, op)
	if typical.Exceeded(req.Now.Sub(op.AcceptedAt())) {
		return "Longer than usual. " + text, true
	}
	return text, false
}

func typicalText(typical operation.DurationRange, op operation.Operation) string {
	text := "Usually " + durationRangeText(typical)
	if op.SizeGB > 0 {
		text += " for about " + quantity.GB(op.SizeGB)
	}
	if op.Location != "" {
		text += " in " + op.Location
	}
	return text + "."
}

// TypicalDurationFor describes the usual duration of an operation that has not been requested yet, or returns "".
func (s *Presenter) TypicalDurationFor(kind operation.Kind, location string, sizeGB float64) string {
	like := operation.Operation{Kind: kind, Location: location, SizeGB: sizeGB}
	typical, known := operation.TypicalDuration(s.Operations.All(), like)
	if !known {
		return ""
	}
	return typicalText(typical, like)
}

func durationRangeText(s operation.DurationRange) string {
	low, high := roundedDuration(s.Low), roundedDuration(s.High)
	if low == high {
		return high
	}
	return low + " to " + high
}

func roundedDuration(d time.Duration) string {
	if d < 90*time.Second {
		return fmt.Sprintf("%.0f s", max(1, d.Seconds()))
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}
