package inventory

import (
	"slices"
	"strings"
)

// ProvenanceKind is the kind of evidence for a snapshot's source.
type ProvenanceKind string

// The kinds of evidence, strongest first.
const (
	ByNothing ProvenanceKind = ""
	ByLabels  ProvenanceKind = "labels"
	ByMarker  ProvenanceKind = "marker"
	ByRequest ProvenanceKind = "request" // the request that created it, as listed by IONOS Cloud: certain, but not written on the snapshot
)

// Provenance is the source of a snapshot. The API has no field for it (docs/ionos-api.md 7), so Snapdeck reads it
// from labels and its marker. The zero value means unknown, which is normal.
type Provenance struct {
	DatacenterID string
	VolumeID     string
	OperationID  string
	By           ProvenanceKind
	Confirmed    bool // by a user
}

// Known reports whether the source volume is known or certain.
func (p Provenance) Known() bool { return p.VolumeID != "" }

// Written reports whether the snapshot itself names its source, in labels or in its marker.
func (p Provenance) Written() bool { return p.Known() && p.By != ByRequest }

// provenanceOf reads the source of a snapshot from its labels, else from its marker.
func provenanceOf(s Snapshot, labels []Label) Provenance {
	var p Provenance
	for _, l := range labels {
		switch l.Key {
		case LabelDatacenter:
			p.DatacenterID = l.Value
		case LabelVolume:
			p.VolumeID = l.Value
		case LabelOperation:
			p.OperationID = l.Value
		case LabelSource:
			p.Confirmed = l.Value == SourceConfirmed
		}
	}
	_, marker, marked := CutMarker(s.Description)
	if p.VolumeID != "" {
		p.By = ByLabels
		if p.OperationID == "" && marker.VolumeID == p.VolumeID {
			p.OperationID = marker.OperationID
		}
		return p
	}
	if !marked {
		return Provenance{}
	}
	return Provenance{DatacenterID: p.DatacenterID, VolumeID: marker.VolumeID, OperationID: marker.OperationID, By: ByMarker}
}

// DeniedSource reports whether a user said that a snapshot came from none of the volumes.
func (v *View) DeniedSource(snapshotID string) bool {
	return slices.ContainsFunc(v.LabelsOf(snapshotID), func(l Label) bool { return l.Key == LabelSource && l.Value == SourceNone })
}

// DefaultSource reads the names of a volume and its data center from the description that the platform gives a snapshot
// without one (docs/ionos-api.md 3.1).
func DefaultSource(description string) (volume, datacenter string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(description), `Created from "`)
	if !ok {
		return "", "", false
	}
	volume, datacenter, ok = strings.Cut(rest, `" in Data Center "`)
	if !ok {
		return "", "", false
	}
	datacenter, ok = strings.CutSuffix(datacenter, `"`)
	return volume, datacenter, ok
}
