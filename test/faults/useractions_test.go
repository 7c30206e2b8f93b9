package faults

import (
	"testing"

	"snapdeck/internal/operation"
)

// deed is something that can be done to a snapshot, or with it, and the call that it takes.
type deed struct {
	kind    operation.Kind
	call    func(s *scene) string        // as the front names it
	prepare func(t *testing.T, s *scene) // nil: nothing to prepare
	send    func(t *testing.T, s *scene) // as a person does
	holds   func(s *scene) bool          // the cloud has what was wanted
	times   func(s *scene) int           // how often the call was accepted; nil: as often as it likes
}

// onServers is how many of the deeds, the last ones, need a server of their own.
const onServers = 3

func deeds() []deed {
	return []deed{editing(), labelling(), locking(), unlocking(), deleting(), copying(), overwriting(), attaching(), stopping(), starting()}
}

func editing() deed {
	return deed{
		kind: operation.EditSnapshot,
		call: func(s *scene) string { return "PATCH /snapshots/" + s.snap.ID },
		send: func(t *testing.T, s *scene) {
			t.Helper()
			s.send(t, "/edit", "was-name", s.snap.Name, "name", s.name)
		},
		holds: func(s *scene) bool { now, _ := s.d.sim.Snapshot(s.snap.ID); return now.Name == s.name },
	}
}

func labelling() deed {
	return deed{
		kind: operation.LabelSnapshot,
		call: func(s *scene) string { return "POST /snapshots/" + s.snap.ID + "/labels" },
		send: func(t *testing.T, s *scene) {
			t.Helper()
			s.send(t, "/labels", "label", "team", "value", "db")
		},
		holds: func(s *scene) bool { now, _ := s.d.sim.Snapshot(s.snap.ID); return now.Labels["team"] == "db" },
	}
}

func locking() deed {
	return deed{
		kind: operation.LockSnapshot,
		call: func(s *scene) string { return "POST /snapshots/" + s.snap.ID + "/labels" },
		send: func(t *testing.T, s *scene) {
			t.Helper()
			s.send(t, "/lock", "reason", "audit")
		},
		holds: func(s *scene) bool { now, _ := s.d.sim.Snapshot(s.snap.ID); return now.Labels["snapdeck-lock"] != "" },
	}
}

func unlocking() deed {
	return deed{
		kind: operation.UnlockSnapshot,
		call: func(s *scene) string { return "DELETE /snapshots/" + s.snap.ID + "/labels/snapdeck-lock" },
		prepare: func(t *testing.T, s *scene) {
			t.Helper()
			s.send(t, "/lock", "reason", "audit")
			patiently(t, s.name+" is locked", func() bool { return s.of(t, operation.LockSnapshot).State == operation.Done })
		},
		send: func(t *testing.T, s *scene) { t.Helper(); s.send(t, "/unlock") },
		holds: func(s *scene) bool {
			now, _ := s.d.sim.Snapshot(s.snap.ID)
			return now.Labels["snapdeck-lock"] == ""
		},
	}
}

func deleting() deed {
	return deed{
		kind:  operation.DeleteSnapshot,
		call:  func(s *scene) string { return "DELETE /snapshots/" + s.snap.ID },
		send:  func(t *testing.T, s *scene) { t.Helper(); s.sendDeletion(t, s.name) },
		holds: func(s *scene) bool { _, there := s.d.sim.Snapshot(s.snap.ID); return !there },
	}
}

// sendDeletion deletes the snapshot, though it may be the last good one, by the form with a key.
func (s *scene) sendDeletion(t *testing.T, key string) {
	t.Helper()
	s.send(t, "/delete", "key", key, "phrase", "delete the last one")
}

func (s *scene) sendVolume(t *testing.T, server string) {
	t.Helper()
	s.send(t, "/volume", "name", s.name, "size", "1", "type", "SSD Standard", "zone", "AUTO", "datacenter", s.server.DatacenterID, "server", server)
}

func copying() deed {
	return deed{
		kind: operation.CreateVolume,
		call: func(s *scene) string {
			return "POST /datacenters/" + s.server.DatacenterID + "/volumes" + withBody + s.name + `"`
		},
		send: func(t *testing.T, s *scene) { t.Helper(); s.sendVolume(t, "") },
		holds: func(s *scene) bool {
			for _, v := range s.d.sim.Volumes() {
				if v.Name == s.name && v.State == "AVAILABLE" {
					return v.Content == s.snap.Content
				}
			}
			return false
		},
		times: func(s *scene) int {
			return s.accepted("POST", "/datacenters/"+s.server.DatacenterID+"/volumes", `"name":"`+s.name+`"`)
		},
	}
}

func attaching() deed {
	return deed{
		kind: operation.AttachVolume,
		call: func(s *scene) string { return "POST " + s.serverPath() + "/volumes" },
		send: func(t *testing.T, s *scene) { t.Helper(); s.sendVolume(t, s.server.ID) },
		holds: func(s *scene) bool {
			for _, v := range s.d.sim.Volumes() {
				if v.Name == s.name {
					return v.ServerID == s.server.ID
				}
			}
			return false
		},
	}
}

func (s *scene) sendOverwrite(t *testing.T, more ...string) {
	t.Helper()
	s.send(t, "/overwrite", append([]string{"volume", s.volume.ID, "phrase", "overwrite " + s.volume.Name}, more...)...)
}

func (s *scene) overwritten() bool {
	now, _ := s.d.sim.Volume(s.volume.ID)
	return now.Content == s.snap.Content
}

func (s *scene) serverIs(state string) bool {
	for _, server := range s.d.sim.Servers() {
		if server.ID == s.server.ID {
			return server.VMState == state
		}
	}
	return false
}

func overwriting() deed {
	return deed{
		kind:  operation.RestoreVolume,
		call:  func(s *scene) string { return "POST " + s.volumePath() + "/restore-snapshot" },
		send:  func(t *testing.T, s *scene) { t.Helper(); s.sendOverwrite(t) },
		holds: (*scene).overwritten,
		times: func(s *scene) int { return s.accepted("POST", s.volumePath()+"/restore-snapshot", "") },
	}
}

func stopping() deed {
	return deed{
		kind:    operation.StopServer,
		call:    func(s *scene) string { return "POST " + s.serverPath() + "/stop" },
		prepare: func(t *testing.T, s *scene) { t.Helper(); s.running(t) },
		send:    func(t *testing.T, s *scene) { t.Helper(); s.sendOverwrite(t, "stop", "on") },
		holds:   func(s *scene) bool { return s.overwritten() && s.serverIs("RUNNING") },
		times:   func(s *scene) int { return s.accepted("POST", s.serverPath()+"/stop", "") },
	}
}

func starting() deed {
	return deed{
		kind:    operation.StartServer,
		call:    func(s *scene) string { return "POST " + s.serverPath() + "/start" },
		prepare: func(t *testing.T, s *scene) { t.Helper(); s.running(t) },
		send:    func(t *testing.T, s *scene) { t.Helper(); s.sendOverwrite(t, "stop", "on") },
		holds:   func(s *scene) bool { return s.overwritten() && s.serverIs("RUNNING") },
	}
}
