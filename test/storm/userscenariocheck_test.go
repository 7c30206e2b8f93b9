package storm

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// evidence is the state of the simulator and of the ledger for a scenario.
type evidence struct {
	cloud       *ionossim.Sim
	requests    []ionossim.Request
	ops         []operation.Operation
	confirmedAt time.Time // when the user got the confirmation of the last step; zero: never
}

// of returns the operation of a kind.
func (v evidence) of(kind operation.Kind) (operation.Operation, bool) {
	i := slices.IndexFunc(v.ops, func(op operation.Operation) bool { return op.Kind == kind })
	if i < 0 {
		return operation.Operation{}, false
	}
	return v.ops[i], true
}

// runs reports whether a server is on.
func (v evidence) runs(id string) bool {
	return slices.ContainsFunc(v.cloud.Servers(), func(s ionossim.Server) bool { return s.ID == id && s.VMState == "RUNNING" })
}

// duplicate returns what was applied twice for one operation, or "".
func (e userScenario) duplicate(v evidence) string {
	at := "/datacenters/" + e.volume.DatacenterID + "/volumes"
	for what, n := range map[string]int{
		"restores":  len(accepted(v.requests, http.MethodPost, at+"/"+e.volume.ID+"/restore-snapshot", "")),
		"snapshots": len(accepted(v.requests, http.MethodPost, at+"/"+e.volume.ID+"/create-snapshot", "")),
		"volumes":   len(accepted(v.requests, http.MethodPost, at, `"name":"`+e.name+`"`)),
	} {
		if n > 1 {
			return fmt.Sprintf("%d %s were accepted", n, what)
		}
	}
	if n := len(v.ops); n > e.operations() {
		return fmt.Sprintf("%d operations came of it, not %d", n, e.operations())
	}
	return ""
}

// contradiction returns how the simulator contradicts the ledger, or "".
func (e userScenario) contradiction(v evidence) string {
	for _, op := range v.ops {
		if op.State == operation.Unknown {
			return "" // the ledger has no entry
		}
	}
	switch e.kind {
	case rename, label:
		return e.changeContradiction(v)
	case remove, undo, lockDuringDelete, keepElsewhere, lastElsewhere, unreadable:
		return e.deletionContradiction(v)
	case newVolume:
		return e.volumeContradiction(v)
	default:
		return e.restoreContradiction(v)
	}
}

func (e userScenario) changeContradiction(v evidence) string {
	now, _ := v.cloud.Snapshot(e.snapshot.ID)
	is := now.Labels["team"] == e.name
	if e.kind == rename {
		is = now.Name == e.name && now.Description == strings.Replace(e.snapshot.Description, oldText, newText, 1)
	}
	if done := v.ops[0].State == operation.Done; done != is {
		return fmt.Sprintf("it is %t that the simulator has %+v", is, now)
	}
	return ""
}

// deletionContradiction also reports a deletion that was sent although it was cancelled, or although the user
// had a confirmed lock before it started.
func (e userScenario) deletionContradiction(v evidence) string {
	op, _ := v.of(operation.DeleteSnapshot)
	_, exists := v.cloud.Snapshot(e.snapshot.ID)
	requested := len(accepted(v.requests, http.MethodDelete, "/snapshots/"+e.snapshot.ID, ""))
	switch {
	case (op.State == operation.Done) == exists:
		return fmt.Sprintf("it is %t that the snapshot is there", exists)
	case op.State == operation.Cancelled && requested > 0:
		return "it was requested anyway"
	case e.kind == undo && !v.confirmedAt.IsZero() && op.State != operation.Cancelled:
		return "the cancellation was confirmed"
	case e.kind == lockDuringDelete && !v.confirmedAt.IsZero() && v.confirmedAt.Before(firstSent(op)) && requested > 0:
		return "the lock was confirmed before it started"
	default:
		return ""
	}
}

// firstSent returns when an operation was first sent.
func firstSent(op operation.Operation) time.Time {
	for _, s := range op.Stages {
		if s.State == operation.Submitting {
			return s.At
		}
	}
	return op.FinishedAt
}

func (e userScenario) volumeContradiction(v evidence) string {
	op, _ := v.of(operation.CreateVolume)
	attach, attaches := v.of(operation.AttachVolume)
	var good []ionossim.Volume
	for _, vol := range v.cloud.Volumes() {
		if vol.Name == e.name && vol.State == "AVAILABLE" {
			good = append(good, vol)
		}
	}
	switch {
	case op.State != operation.Done && len(good) == 0:
		return ""
	case op.State != operation.Done || len(good) != 1 || good[0].ID != op.CreatedVolumeID || good[0].Content != e.snapshot.Content:
		return fmt.Sprintf("the simulator has %+v", good)
	case attaches && (attach.State == operation.Done) != (good[0].ServerID == e.server.ID):
		return "its volume is attached to " + good[0].ServerID
	default:
		return ""
	}
}

// restoreContradiction also reports a volume that was overwritten before its safety snapshot existed.
func (e userScenario) restoreContradiction(v evidence) string {
	op, _ := v.of(operation.RestoreVolume)
	now, _ := v.cloud.Volume(e.volume.ID)
	want := e.volume.Content
	if op.State == operation.Done {
		want = e.snapshot.Content
	}
	if now.Content != want {
		return "the volume holds " + now.Content
	}
	if started, requested := v.of(operation.StartServer); requested && started.State == operation.Done && !v.runs(e.server.ID) {
		return "its server is off"
	}
	sent := accepted(v.requests, http.MethodPost, "/volumes/"+e.volume.ID+"/restore-snapshot", "")
	if e.kind == overwrite || len(sent) == 0 {
		return ""
	}
	safety, _ := v.of(operation.CreateSnapshot)
	copied, exists := v.cloud.Snapshot(safety.SnapshotID)
	made := accepted(v.requests, http.MethodPost, "/volumes/"+e.volume.ID+"/create-snapshot", safety.ID)
	if !exists || copied.Content != e.volume.Content || len(made) == 0 || made[0].Ended.After(sent[0].Created) {
		return "it was overwritten before its safety snapshot was there"
	}
	return ""
}
