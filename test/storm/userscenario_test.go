package storm

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
)

// userScenario is a user's action on a snapshot: a row of the storm's second table. It has its own snapshot and volume,
// which identify it in the simulator's history.
type userScenario struct {
	running  string // id of the server that runs while its volume is overwritten, which the user accepts
	kind     userScenarioKind
	name     string            // unique, and part of what is requested
	volume   ionossim.Volume   // its state before the scenario, after the snapshot was taken
	snapshot ionossim.Snapshot // of the volume, with other content
	server   *ionossim.Server  // to attach a new volume to, or to stop; nil: none
	other    ionossim.Snapshot // another good one of the volume, in hostile scenarios
	off      *ionossim.Server  // which is off, and which another client starts
}

type userScenarioKind string

// The kinds of user scenario.
const (
	rename           userScenarioKind = "rename"
	label            userScenarioKind = "label"
	remove           userScenarioKind = "delete"
	undo             userScenarioKind = "delete, cancelled"
	lockDuringDelete userScenarioKind = "delete, locked in between"
	newVolume        userScenarioKind = "new volume"
	overwrite        userScenarioKind = "overwrite"
	restore          userScenarioKind = "overwrite, safety first"
)

// The kinds of scenarios in which another client acts between plan and send.
const (
	keepElsewhere   userScenarioKind = "delete, locked elsewhere"
	lastElsewhere   userScenarioKind = "delete, the other one deleted elsewhere"
	unreadable      userScenarioKind = "delete, the other one unreadable"
	startElsewhere  userScenarioKind = "overwrite, its server started elsewhere"
	safetyElsewhere userScenarioKind = "overwrite, its safety deleted elsewhere"
)

func hostileKinds() []userScenarioKind {
	return []userScenarioKind{keepElsewhere, lastElsewhere, unreadable, startElsewhere, safetyElsewhere}
}

func (k userScenarioKind) hostile() bool { return slices.Contains(hostileKinds(), k) }

// overwrites reports whether a volume is overwritten, after a safety snapshot.
func (k userScenarioKind) overwrites() bool {
	return k == restore || k == startElsewhere || k == safetyElsewhere
}

// step is a form and the kind of its operation.
type step struct {
	kind operation.Kind
	path string // empty: the cancellation of the operation of this kind
	form url.Values
}

// steps returns the forms in order.
func (e userScenario) steps() []step {
	at := "/snapshots/" + e.snapshot.ID
	form := func(values ...string) url.Values {
		f := url.Values{"key": {e.name}}
		for i := 0; i < len(values); i += 2 {
			f.Set(values[i], values[i+1])
		}
		return f
	}
	deletion := step{operation.DeleteSnapshot, at + "/delete", form("phrase", "delete the last one")}
	switch e.kind {
	case rename:
		return []step{{operation.EditSnapshot, at + "/edit", form("was-name", e.snapshot.Name, "name", e.name, "was-description", oldText, "description", newText)}}
	case label:
		return []step{{operation.LabelSnapshot, at + "/labels", form("label", "team", "value", e.name)}}
	case remove, keepElsewhere:
		return []step{deletion}
	case lastElsewhere, unreadable:
		return []step{{operation.DeleteSnapshot, at + "/delete", form()}}
	case undo:
		return []step{deletion, {kind: operation.DeleteSnapshot}}
	case lockDuringDelete:
		return []step{deletion, {operation.LockSnapshot, at + "/lock", form("reason", e.name)}}
	case newVolume:
		f := form("name", e.name, "size", strconv.FormatFloat(e.snapshot.SizeGB, 'f', -1, 64), "type", "SSD Standard", "zone", "AUTO", "datacenter", e.volume.DatacenterID)
		if e.server != nil {
			f.Set("server", e.server.ID)
		}
		return []step{{operation.CreateVolume, at + "/volume", f}}
	default:
		f := form("volume", e.volume.ID, "phrase", "overwrite "+e.volume.Name)
		if e.kind.overwrites() {
			f.Set("safety", "on")
		}
		if e.server != nil {
			f.Set("stop", "on")
		}
		if e.running != "" {
			f.Set("running", e.running) // as the form shows it
		}
		return []step{{operation.RestoreVolume, at + "/overwrite", f}}
	}
}

// operations returns the number of operations of a scenario.
func (e userScenario) operations() int {
	n := len(e.steps())
	if e.kind == undo {
		n--
	}
	if e.kind.overwrites() {
		n++
	}
	switch {
	case e.server == nil:
	case e.kind == newVolume:
		n++
	default:
		n += 2
	}
	return n
}

// The part of a description that an edit changes, and the part that it must keep.
const (
	oldText = "old words"
	newText = "new words"
	oldMark = "[snapdeck op=0190aaaa-0000-7000-8000-000000000000 vol="
)

// newUserScenario prepares the snapshot, and writes to the volume afterwards: its content then shows whether it was
// overwritten.
func newUserScenario(cloud *ionossim.Sim, kind userScenarioKind, volumeID, name string) (userScenario, error) {
	snap, err := cloud.AddSnapshot(ionossim.NewSnapshot{VolumeID: volumeID, Name: "of " + name, Description: oldText + "\n" + oldMark + volumeID + "]"})
	if err != nil {
		return userScenario{}, err
	}
	if _, err := cloud.WriteVolume(volumeID); err != nil {
		return userScenario{}, err
	}
	volume, _ := cloud.Volume(volumeID)
	e := userScenario{kind: kind, name: name, volume: volume, snapshot: snap}
	for _, server := range cloud.Servers() {
		if kind == overwrite && server.VMState == "RUNNING" && slices.Contains(server.Volumes, volumeID) {
			e.running = server.ID
		}
	}
	if kind == lastElsewhere || kind == unreadable {
		e.other, err = cloud.AddSnapshot(ionossim.NewSnapshot{VolumeID: volumeID, Name: "other of " + name, Description: oldMark + volumeID + "]"})
	}
	return e, err
}

// accepted returns the accepted requests of a method at an address whose body contains a text.
func accepted(all []ionossim.Request, method, path, text string) []ionossim.Request {
	var found []ionossim.Request
	for _, r := range all {
		address, _, _ := strings.Cut(r.URL, "?")
		if r.Method == method && strings.HasSuffix(address, path) && strings.Contains(r.Body, text) {
			found = append(found, r)
		}
	}
	return found
}

// answered reports whether a status means that the request is recorded, or too late.
func answered(status int) bool {
	return status == http.StatusSeeOther || status == http.StatusConflict
}
