package inventory

import "strings"

// The label keys by which Snapdeck writes into the cloud where a snapshot came from, what a
// person said of that, and that it must not be deleted.
const (
	LabelDatacenter = "snapdeck-datacenter"
	LabelVolume     = "snapdeck-volume"
	LabelOperation  = "snapdeck-operation"
	LabelSource     = "snapdeck-source"      // SourceConfirmed or SourceNone
	LabelLock       = "snapdeck-lock"        // when the lock ends, or that it does not
	LabelLockReason = "snapdeck-lock-reason" // why it is locked

	LabelTarget       = "snapdeck-target"        // on a volume: how old its newest good snapshot may be, or "none"
	LabelTargetReason = "snapdeck-target-reason" // why it needs none
)

// OwnLabels is how the keys begin that Snapdeck writes itself and people do not change.
const OwnLabels = "snapdeck-"

// OwnLabel reports whether a label with this key is Snapdeck's own, which is shown and not edited.
func OwnLabel(key string) bool { return strings.HasPrefix(key, OwnLabels) }

// What a person said of a snapshot's source, as it stands in a label.
const (
	SourceConfirmed = "confirmed" // it is the one that the other labels name
	SourceNone      = "none"      // it is none of the volumes that there were
)

// MaxName is how many characters Snapdeck lets a snapshot's name have. The API publishes no limit.
const MaxName = 255

// MaxDescription is how many characters of description a person may write, so that the
// marker still fits behind them. The API publishes no limit.
const MaxDescription = 1024

const (
	markerStart  = "[snapdeck op="
	markerMiddle = " vol="
	markerEnd    = "]"
	maxMarkerID  = 64
)

// Marker is what Snapdeck writes at the end of a snapshot's description, because the
// description travels in the create request itself and labels do not.
type Marker struct {
	OperationID string
	VolumeID    string
}

// String returns the marker as it stands in a description.
func (m Marker) String() string {
	return markerStart + m.OperationID + markerMiddle + m.VolumeID + markerEnd
}

// Append returns the description with the marker at its end.
func (m Marker) Append(description string) string {
	description = trimEnd(description)
	if description == "" {
		return m.String()
	}
	return description + "\n" + m.String()
}

// CutMarker splits a description as the cloud keeps it into the person's text and the marker.
// Without a marker it returns the description unchanged and ok false.
func CutMarker(description string) (text string, marker Marker, ok bool) {
	at := strings.LastIndex(description, markerStart)
	if at < 0 {
		return description, Marker{}, false
	}
	body, closed := strings.CutSuffix(trimEnd(description[at+len(markerStart):]), markerEnd)
	operationID, volumeID, split := strings.Cut(body, markerMiddle)
	if !closed || !split || !isMarkerID(operationID) || !isMarkerID(volumeID) {
		return description, Marker{}, false
	}
	return trimEnd(description[:at]), Marker{OperationID: operationID, VolumeID: volumeID}, true
}

func trimEnd(s string) string { return strings.TrimRight(s, " \t\r\n") }

func isMarkerID(id string) bool {
	if id == "" || len(id) > maxMarkerID {
		return false
	}
	for _, r := range id {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}
