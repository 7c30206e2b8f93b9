package ionossim

import "time"

// The states of a request.
const (
	statusQueued  = "QUEUED"
	statusRunning = "RUNNING"
	statusDone    = "DONE"
	statusFailed  = "FAILED"
)

const (
	messageDone    = "Request has been successfully executed"
	messageFailed  = "[VDC-5-0] An unexpected error occurred"
	messageDeleted = "[VDC-5-0] Resource does not exist"
)

// request is an accepted change with its progress.
type request struct {
	record
	Lane    string
	Number  uint64 // order of acceptance
	Method  string
	URL     string
	Headers map[string]string
	Body    string
	Status  string
	Message string
	Targets []target
	Work    requestWork

	Touches []string `json:",omitempty"` // BUSY while this is pending
	Uses    []string `json:",omitempty"` // snapshots that must not be deleted before it ends
	After   []string `json:",omitempty"` // requests that must finish first

	Ready   time.Time     // earliest start
	Length  time.Duration // of the work, at speed 1
	Started time.Time     `json:",omitzero"`
	Ends    time.Time     `json:",omitzero"`

	Stuck         string          `json:",omitempty"` // the state that it stays in during a fault
	StuckUntil    time.Time       `json:",omitzero"`  // or until then
	UnlistedUntil time.Time       `json:",omitzero"`  // not in GET /requests before
	Failure       *plannedFailure `json:",omitempty"` // the planned failure
}

// plannedFailure is the failure that a request will end with.
type plannedFailure struct {
	Message string
	// Orphan is the final state of a new resource; empty means that it is removed.
	Orphan string `json:",omitempty"`
}

type target struct {
	ID, Type string
	Path     string // beneath the API's base
}

func volumeTarget(d *datacenter, v *volume) target {
	return target{v.ID, "volume", volumePath(d.ID, v.ID)}
}

func serverTarget(d *datacenter, s *server) target {
	return target{s.ID, "server", serverPath(d.ID, s.ID)}
}

func snapshotTarget(s *snapshot) target { return target{s.ID, "snapshot", snapshotPath(s.ID)} }

// stuckForever reports whether the request stays in a state until a fault is cleared.
func (r *request) stuckForever(state string) bool { return r.Stuck == state && r.StuckUntil.IsZero() }

// leaves returns when a request leaves a state that it could leave at a time.
func (r *request) leaves(state string, at time.Time) time.Time {
	if r.Stuck != state {
		return at
	}
	return latest(at, r.StuckUntil)
}

func (r *request) finished() bool { return r.Status == statusDone || r.Status == statusFailed }

type workKind string

const (
	createSnapshot   workKind = "create-snapshot"
	restoreSnapshot  workKind = "restore-snapshot"
	changeSnapshot   workKind = "change-snapshot"
	deleteSnapshot   workKind = "delete-snapshot"
	createVolume     workKind = "create-volume"
	changeVolume     workKind = "change-volume"
	deleteVolume     workKind = "delete-volume"
	attachVolume     workKind = "attach-volume"
	detachVolume     workKind = "detach-volume"
	startServer      workKind = "start-server"
	stopServer       workKind = "stop-server"
	deleteDatacenter workKind = "delete-datacenter"
)

type requestWork struct {
	Kind       workKind
	Datacenter string         `json:",omitempty"`
	Server     string         `json:",omitempty"`
	Volume     string         `json:",omitempty"`
	Snapshot   string         `json:",omitempty"`
	NewVolume  *volumeProps   `json:",omitempty"`
	NewProps   *snapshotPatch `json:",omitempty"`
	NewDisk    *volumePatch   `json:",omitempty"`
	Content    string         `json:",omitempty"` // of the source, at the start of the work
}

// sizeOf returns the GB to copy.
func (w *state) sizeOf(k requestWork) float64 {
	if k.Kind == restoreSnapshot {
		if s, ok := w.Snapshots.get(k.Snapshot); ok {
			return s.Props.Size
		}
	}
	if _, v, ok := w.volumeOf(k.Datacenter, k.Volume); ok {
		return v.Props.Size
	}
	return 0
}

// lengthOf is the duration of the work at speed 1, with a variation derived from id.
func (w *state) lengthOf(k requestWork, id string) time.Duration {
	base, perGB := 1.5, 0.0
	switch k.Kind {
	case createSnapshot:
		base, perGB = 3, 0.2
	case restoreSnapshot:
		base, perGB = 2, 0.15
	case createVolume:
		base, perGB = 3, 0.02
	case deleteSnapshot, deleteVolume, attachVolume, detachVolume:
		base = 2
	case startServer:
		base = 4
	case deleteDatacenter:
		base = 5
	case changeSnapshot, changeVolume, stopServer:
	}
	seconds := (base + perGB*w.sizeOf(k)) * (1 + 0.1*shareOf(w.Seed, "length", id))
	return time.Duration(seconds * float64(time.Second))
}
