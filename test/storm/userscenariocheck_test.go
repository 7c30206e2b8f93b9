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

// evidence is what the cloud itself knows, and what the ledger says of an errand.
type evidence struct {
	cloud    *ionossim.Sim
	requests []ionossim.Request
	ops      []operation.Operation
	told     time.Time // when a person was told that the last step is recorded; zero: never
}

// of is the operation of a kind.
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

// doubled says what was carried out twice for one operation, or "".
func (e errand) doubled(v evidence) string {
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

// lie says what the cloud has that does not go with what the ledger says, or "".
func (e errand) lie(v evidence) string {
	for _, op := range v.ops {
		if op.State == operation.Unknown {
			return "" // the ledger says nothing
		}
	}
	switch e.kind {
	case rename, label:
		return e.changeLie(v)
	case remove, undo, keep, keepElsewhere, lastElsewhere, unreadable:
		return e.deletionLie(v)
	case newVolume:
		return e.volumeLie(v)
	default:
		return e.restoreLie(v)
	}
}

func (e errand) changeLie(v evidence) string {
	now, _ := v.cloud.Snapshot(e.snap.ID)
	is := now.Labels["team"] == e.name
	if e.kind == rename {
		is = now.Name == e.name && now.Description == strings.Replace(e.snap.Description, oldWords, newWords, 1)
	}
	if done := v.ops[0].State == operation.Done; done != is {
		return fmt.Sprintf("it is %t that the cloud has %+v", is, now)
	}
	return ""
}

// deletionLie also says when a deletion was asked for although it was cancelled, or a person had
// been told that the snapshot is locked before it began.
func (e errand) deletionLie(v evidence) string {
	op, _ := v.of(operation.DeleteSnapshot)
	_, there := v.cloud.Snapshot(e.snap.ID)
	asked := len(accepted(v.requests, http.MethodDelete, "/snapshots/"+e.snap.ID, ""))
	switch {
	case (op.State == operation.Done) == there:
		return fmt.Sprintf("it is %t that the snapshot is there", there)
	case op.State == operation.Cancelled && asked > 0:
		return "the cloud was asked for it all the same"
	case e.kind == undo && !v.told.IsZero() && op.State != operation.Cancelled:
		return "a person was told that it is cancelled"
	case e.kind == keep && !v.told.IsZero() && v.told.Before(begun(op)) && asked > 0:
		return "a person was told that the snapshot is locked before it began"
	default:
		return ""
	}
}

// begun is when an operation was first sent.
func begun(op operation.Operation) time.Time {
	for _, s := range op.Stages {
		if s.State == operation.Submitting {
			return s.At
		}
	}
	return op.FinishedAt
}

func (e errand) volumeLie(v evidence) string {
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
	case op.State != operation.Done || len(good) != 1 || good[0].ID != op.MadeVolumeID || good[0].Content != e.snap.Content:
		return fmt.Sprintf("the cloud has %+v", good)
	case attaches && (attach.State == operation.Done) != (good[0].ServerID == e.server.ID):
		return "its volume is attached to " + good[0].ServerID
	default:
		return ""
	}
}

// restoreLie also says when the volume was overwritten before its safety snapshot was there.
func (e errand) restoreLie(v evidence) string {
	op, _ := v.of(operation.RestoreVolume)
	now, _ := v.cloud.Volume(e.volume.ID)
	want := e.volume.Content
	if op.State == operation.Done {
		want = e.snap.Content
	}
	if now.Content != want {
		return "the volume holds " + now.Content
	}
	if started, asked := v.of(operation.StartServer); asked && started.State == operation.Done && !v.runs(e.server.ID) {
		return "its server is off"
	}
	sent := accepted(v.requests, http.MethodPost, "/volumes/"+e.volume.ID+"/restore-snapshot", "")
	if e.kind == overwrite || len(sent) == 0 {
		return ""
	}
	safety, _ := v.of(operation.CreateSnapshot)
	copied, there := v.cloud.Snapshot(safety.SnapshotID)
	made := accepted(v.requests, http.MethodPost, "/volumes/"+e.volume.ID+"/create-snapshot", safety.ID)
	if !there || copied.Content != e.volume.Content || len(made) == 0 || made[0].Ended.After(sent[0].Created) {
		return "it was overwritten before its safety snapshot was there"
	}
	return ""
}
