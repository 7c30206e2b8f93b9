package ionossim

import (
	"fmt"
	"net/url"
	"strconv"
)

// newSnapshotProps are the optional properties of a new snapshot.
type newSnapshotProps struct {
	Name              *string `json:"name,omitempty"`
	Description       *string `json:"description,omitempty"`
	SecAuthProtection *bool   `json:"secAuthProtection,omitempty"`
	LicenceType       *string `json:"licenceType,omitempty"`
	ApplicationType   *string `json:"applicationType,omitempty"`
}

// postCreateSnapshot copies a volume. The snapshot is listed at once, BUSY, without flags.
func postCreateSnapshot(c *call, d *datacenter, v *volume) (*response, error) {
	requested, err := c.newSnapshotProps()
	if err != nil {
		return nil, err
	}
	if requested.LicenceType != nil && !knownLicence(*requested.LicenceType) {
		return nil, invalidLicence(*requested.LicenceType)
	}
	if v.Props.Type == "ISO" {
		return nil, rejected("[VDC-5-0] A snapshot of an ISO image is not possible")
	}
	if err := c.view.roomForHDD(v.Props.Size); err != nil {
		return nil, err
	}
	s := c.view.addSnapshot(c.view.newRecord(c.by, c.now), d, v)
	s.Props = patched(s.Props, requested)
	r := c.snapshotCreation(d, v, s)
	return c.accept(r, func() element { return c.view.snapshot(s, 1) })
}

func (c *call) snapshotCreation(d *datacenter, v *volume, s *snapshot) *request {
	return c.newRequest(requestWork{Kind: createSnapshot, Datacenter: d.ID, Volume: v.ID, Snapshot: s.ID}, volumeTarget(d, v), snapshotTarget(s))
}

// addSnapshot adds a snapshot of a volume to the state, before it is provisioned.
func (w *state) addSnapshot(r record, d *datacenter, v *volume) *snapshot {
	s := &snapshot{record: r, SourceVolume: v.ID, SourceDatacenter: d.ID, Props: &snapshotProps{
		Name:        fmt.Sprintf("%s-Snapshot-%s", v.Props.Name, r.Created.UTC().Format("01/02/2006")),
		Description: fmt.Sprintf("Created from %q in Data Center %q", v.Props.Name, d.Props.Name),
		Location:    d.Props.Location,
		Size:        v.Props.Size,
		bootProps:   bootProps{LicenceType: v.Props.LicenceType, ApplicationType: v.Props.ApplicationType, RequireLegacyBios: v.Props.RequireLegacyBios},
	}}
	w.Snapshots.add(s)
	return s
}

// newSnapshotProps parses the body: JSON as clients send it since the end of 2024, the form of older ones, or
// nothing.
func (c *call) newSnapshotProps() (newSnapshotProps, error) {
	fields, isForm, err := c.form()
	if err != nil {
		return newSnapshotProps{}, err
	}
	if isForm {
		return snapshotPropsOfForm(fields)
	}
	return properties[newSnapshotProps](c)
}

func snapshotPropsOfForm(fields url.Values) (newSnapshotProps, error) {
	p := newSnapshotProps{
		Name:            formText(fields, "name"),
		Description:     formText(fields, "description"),
		LicenceType:     formText(fields, "licenceType"),
		ApplicationType: formText(fields, "applicationType"),
	}
	if text := formText(fields, "secAuthProtection"); text != nil {
		yes, err := strconv.ParseBool(*text)
		if err != nil {
			return p, invalid("(root).properties.secAuthProtection", "The value must be true or false")
		}
		p.SecAuthProtection = &yes
	}
	return p, nil
}

func formText(fields url.Values, name string) *string {
	if !fields.Has(name) {
		return nil
	}
	return new(fields.Get(name))
}
