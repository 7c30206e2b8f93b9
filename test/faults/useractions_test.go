package faults

import (
	"testing"

	"snapdeck/internal/operation"
)

// userAction is an action on or with a snapshot, and its call.
type userAction struct {
	kind    operation.Kind
	call    func(s *testEnv) string        // in the proxy's notation
	prepare func(t *testing.T, s *testEnv) // nil: nothing to prepare
	send    func(t *testing.T, s *testEnv) // as a user does
	applied func(s *testEnv) bool          // the requested state is reached
	times   func(s *testEnv) int           // number of accepted calls; nil: any
}

// needServer is the number of actions, the last ones, that need their own server.
const needServer = 3

func userActions() []userAction {
	return []userAction{editing(), labelling(), locking(), unlocking(), deleting(), creatingVolume(), overwriting(), attaching(), stopping(), starting()}
}

func editing() userAction {
	return userAction{
		kind: operation.EditSnapshot,
		call: func(s *testEnv) string { return "PATCH /snapshots/" + s.snapshot.ID },
		send: func(t *testing.T, s *testEnv) {
			t.Helper()
			s.send(t, "/edit", "was-name", s.snapshot.Name, "name", s.name)
		},
		applied: func(s *testEnv) bool { now, _ := s.app.sim.Snapshot(s.snapshot.ID); return now.Name == s.name },
	}
}

func labelling() userAction {
	return userAction{
		kind: operation.LabelSnapshot,
		call: func(s *testEnv) string { return "POST /snapshots/" + s.snapshot.ID + "/labels" },
		send: func(t *testing.T, s *testEnv) {
			t.Helper()
			s.send(t, "/labels", "label", "team", "value", "db")
		},
		applied: func(s *testEnv) bool { now, _ := s.app.sim.Snapshot(s.snapshot.ID); return now.Labels["team"] == "db" },
	}
}

func locking() userAction {
	return userAction{
		kind: operation.LockSnapshot,
		call: func(s *testEnv) string { return "POST /snapshots/" + s.snapshot.ID + "/labels" },
		send: func(t *testing.T, s *testEnv) {
			t.Helper()
			s.send(t, "/lock", "reason", "audit")
		},
		applied: func(s *testEnv) bool {
			now, _ := s.app.sim.Snapshot(s.snapshot.ID)
			return now.Labels["snapdeck-lock"] != ""
		},
	}
}

func unlocking() userAction {
	return userAction{
		kind: operation.UnlockSnapshot,
		call: func(s *testEnv) string { return "DELETE /snapshots/" + s.snapshot.ID + "/labels/snapdeck-lock" },
		prepare: func(t *testing.T, s *testEnv) {
			t.Helper()
			s.send(t, "/lock", "reason", "audit")
			eventuallySlow(t, s.name+" is locked", func() bool { return s.of(t, operation.LockSnapshot).State == operation.Done })
		},
		send: func(t *testing.T, s *testEnv) { t.Helper(); s.send(t, "/unlock") },
		applied: func(s *testEnv) bool {
			now, _ := s.app.sim.Snapshot(s.snapshot.ID)
			return now.Labels["snapdeck-lock"] == ""
		},
	}
}

func deleting() userAction {
	return userAction{
		kind:    operation.DeleteSnapshot,
		call:    func(s *testEnv) string { return "DELETE /snapshots/" + s.snapshot.ID },
		send:    func(t *testing.T, s *testEnv) { t.Helper(); s.sendDeletion(t, s.name) },
		applied: func(s *testEnv) bool { _, exists := s.app.sim.Snapshot(s.snapshot.ID); return !exists },
	}
}

// sendDeletion deletes the snapshot, even the last good one, by the form with a key.
func (s *testEnv) sendDeletion(t *testing.T, key string) {
	t.Helper()
	s.send(t, "/delete", "key", key, "phrase", "delete the last one")
}

func (s *testEnv) sendVolume(t *testing.T, server string) {
	t.Helper()
	s.send(t, "/volume", "name", s.name, "size", "1", "type", "SSD Standard", "zone", "AUTO", "datacenter", s.server.DatacenterID, "server", server)
}

func creatingVolume() userAction {
	return userAction{
		kind: operation.CreateVolume,
		call: func(s *testEnv) string {
			return "POST /datacenters/" + s.server.DatacenterID + "/volumes" + bodySeparator + s.name + `"`
		},
		send: func(t *testing.T, s *testEnv) { t.Helper(); s.sendVolume(t, "") },
		applied: func(s *testEnv) bool {
			for _, v := range s.app.sim.Volumes() {
				if v.Name == s.name && v.State == "AVAILABLE" {
					return v.Content == s.snapshot.Content
				}
			}
			return false
		},
		times: func(s *testEnv) int {
			return s.accepted("POST", "/datacenters/"+s.server.DatacenterID+"/volumes", `"name":"`+s.name+`"`)
		},
	}
}

func attaching() userAction {
	return userAction{
		kind: operation.AttachVolume,
		call: func(s *testEnv) string { return "POST " + s.serverPath() + "/volumes" },
		send: func(t *testing.T, s *testEnv) { t.Helper(); s.sendVolume(t, s.server.ID) },
		applied: func(s *testEnv) bool {
			for _, v := range s.app.sim.Volumes() {
				if v.Name == s.name {
					return v.ServerID == s.server.ID
				}
			}
			return false
		},
	}
}

func (s *testEnv) sendOverwrite(t *testing.T, more ...string) {
	t.Helper()
	s.send(t, "/overwrite", append([]string{"volume", s.volume.ID, "phrase", "overwrite " + s.volume.Name}, more...)...)
}

func (s *testEnv) overwritten() bool {
	now, _ := s.app.sim.Volume(s.volume.ID)
	return now.Content == s.snapshot.Content
}

func (s *testEnv) serverIs(state string) bool {
	for _, server := range s.app.sim.Servers() {
		if server.ID == s.server.ID {
			return server.VMState == state
		}
	}
	return false
}

func overwriting() userAction {
	return userAction{
		kind:    operation.RestoreVolume,
		call:    func(s *testEnv) string { return "POST " + s.volumePath() + "/restore-snapshot" },
		send:    func(t *testing.T, s *testEnv) { t.Helper(); s.sendOverwrite(t) },
		applied: (*testEnv).overwritten,
		times:   func(s *testEnv) int { return s.accepted("POST", s.volumePath()+"/restore-snapshot", "") },
	}
}

func stopping() userAction {
	return userAction{
		kind:    operation.StopServer,
		call:    func(s *testEnv) string { return "POST " + s.serverPath() + "/stop" },
		prepare: func(t *testing.T, s *testEnv) { t.Helper(); s.running(t) },
		send:    func(t *testing.T, s *testEnv) { t.Helper(); s.sendOverwrite(t, "stop", "on") },
		applied: func(s *testEnv) bool { return s.overwritten() && s.serverIs("RUNNING") },
		times:   func(s *testEnv) int { return s.accepted("POST", s.serverPath()+"/stop", "") },
	}
}

func starting() userAction {
	return userAction{
		kind:    operation.StartServer,
		call:    func(s *testEnv) string { return "POST " + s.serverPath() + "/start" },
		prepare: func(t *testing.T, s *testEnv) { t.Helper(); s.running(t) },
		send:    func(t *testing.T, s *testEnv) { t.Helper(); s.sendOverwrite(t, "stop", "on") },
		applied: func(s *testEnv) bool { return s.overwritten() && s.serverIs("RUNNING") },
	}
}
