package inventory

import (
	"strings"
)

// The label keys in which Snapdeck stores a snapshot's source, a user's decision about it, its lock, and a
// volume's target.
const (
	LabelDatacenter = "snapdeck-datacenter"
	LabelVolume     = "snapdeck-volume"
	LabelOperation  = "snapdeck-operation"
	LabelSource     = "snapdeck-source"      // SourceConfirmed or SourceNone
	LabelLock       = "snapdeck-lock"        // the end of the lock, or that it has none
	LabelLockReason = "snapdeck-lock-reason" // why it is locked

	LabelTarget       = "snapdeck-target"        // on a volume: the maximal age of its newest good snapshot, or "none"
	LabelTargetReason = "snapdeck-target-reason" // why it needs none
)

// OwnLabels is the prefix of the label keys that Snapdeck manages itself.
const OwnLabels = "snapdeck-"

// OwnLabel reports whether Snapdeck manages a label; users see it and cannot edit it.
func OwnLabel(key string) bool { return strings.HasPrefix(key, OwnLabels) }

// A user's decision about a snapshot's source, as a label value.
const (
	SourceConfirmed = "confirmed" // the volume in the other labels is the source
	SourceNone      = "none"      // none of the volumes at that time is the source
)

// MaxName is the maximal length of a snapshot's name in characters. It is Snapdeck's own; the API publishes no
// limit.
const MaxName = 255

// MaxDescription is the maximal length of a user's description in characters, which leaves room for the marker.
// It is Snapdeck's own; the API publishes no limit.
const MaxDescription = 1024

const (
	markerStart  = "[snapdeck op="
	markerMiddle = " vol="
	markerEnd    = "]"
	maxMarkerID  = 64
)

// Marker is the text that Snapdeck appends to a snapshot's description. The create request can carry a
// description, but no labels.
type Marker struct {
	OperationID string
	VolumeID    string
}

// String returns the marker as written into a description.
func (m Marker) String() string {
	return markerStart + m.OperationID + markerMiddle + m.VolumeID + markerEnd
}

// Append returns the description with the marker appended.
func (m Marker) Append(description string) string {
	description = trimEnd(description)
	if description == "" {
		return m.String()
	}
	return description + "\n" + m.String()
}

// CutMarker splits a stored description into the user's text and the marker. Without a marker it returns the
// description unchanged and ok false.
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
	return id != "" && len(id) <= maxMarkerID && !strings.ContainsFunc(id, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && (r < '0' || r > '9') && r != '-'
	})
}
