package overview

import (
	"cmp"
	"slices"
	"strings"

	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

const maxRunning = 5

// runningPanel returns the changes in progress: Snapdeck's operations, and requests of other tools.
func (s *Handlers) runningPanel(req web.Request) views.RunningPanel {
	var p views.RunningPanel
	open := slices.DeleteFunc(slices.Clone(s.Operations.Running()), operation.Operation.Planned)
	slices.Reverse(open) // the last in their lane come first
	slices.SortStableFunc(open, func(x, y operation.Operation) int { return cmp.Compare(waits(x), waits(y)) })
	p.More = max(0, len(open)-maxRunning)
	for _, op := range open[:len(open)-p.More] {
		p.Lines = append(p.Lines, s.ops.View(req, op))
	}
	p.Others = s.foreignRequests(req)
	return p
}

// waits returns 1 for an operation that waits for its turn and 0 for one that runs.
func waits(op operation.Operation) int {
	if op.State.CanBeCancelled() {
		return 1
	}
	return 0
}

// foreignRequests returns the open requests that Snapdeck did not make.
func (s *Handlers) foreignRequests(req web.Request) []views.OpenRequest {
	if len(req.View.Requests) == 0 {
		return nil
	}
	own := map[string]bool{}
	for _, op := range s.Operations.All() {
		own[op.RequestID] = true
	}
	var others []views.OpenRequest
	for _, r := range req.View.Requests {
		if own[r.ID] {
			continue
		}
		o := views.OpenRequest{ID: r.ID, Label: requestText(req.View, r), By: texts.DisplayName(r.CreatedBy, "unknown user"), Pill: requestPill(r.Status), RequestedAt: req.Moment(r.CreatedDate)}
		if id := r.DatacenterID(); id != "" {
			o.Datacenter = resource.DatacenterLink(req.View, id, "")
		}
		others = append(others, o)
	}
	return others
}

func requestText(v *inventory.View, r inventory.Request) string {
	if _, volumeID, ok := r.SnapshotSource(); ok {
		return "Create snapshot of " + resource.VolumeLink(v, volumeID, "").Text
	}
	path, _, _ := strings.Cut(r.URL, "?")
	if strings.HasSuffix(path, "/restore-snapshot") {
		return "Restore volume"
	}
	resource := requestResource(path)
	switch r.Method {
	case "DELETE":
		return "Delete " + resource
	case "POST":
		return "Create or start " + resource
	default:
		return "Change " + resource
	}
}

// requestResource returns the resource type in a request's path.
func requestResource(path string) string {
	last := ""
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "datacenters":
			last = "data center"
		case "servers", "volumes", "snapshots", "images", "labels", "lans", "nics":
			last = strings.TrimSuffix(segment, "s")
		case "cubes", "loadbalancers", "natgateways", "networkloadbalancers", "k8s":
			last = segment
		}
	}
	if last == "" {
		return "resource"
	}
	return last
}

func requestPill(status inventory.RequestStatus) ui.Pill {
	if status == inventory.RequestRunning {
		return ui.Pill{Tone: "busy", Icon: "spin", Label: "Running", Title: string(status)}
	}
	return ui.Pill{Tone: "quiet", Icon: "clock", Label: "Queued", Title: string(status)}
}
