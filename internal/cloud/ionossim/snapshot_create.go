package ionossim

import (
	"fmt"
	"net/url"
	"strconv"
)

// newSnapshotProps are the optional properties of a new snapshot.
type newSnapshotProps struct {
	Name              *string `json:"name"`
	Description       *string `json:"description"`
	SecAuthProtection *bool   `json:"secAuthProtection"`
	LicenceType       *string `json:"licenceType"`
	ApplicationType   *string `json:"applicationType"`
}

// postCreateSnapshot copies a volume. The snapshot is listed at once, BUSY, without flags.
func postCreateSnapshot(c *call) (*answer, error) {
	d, v, err := c.volume()
	if err != nil {
		return nil, err
	}
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
	s.Props = requested.applyTo(s.Props)
	r := c.snapshotCreation(d, v, s)
	return c.accept(r, func() element { return c.view.snapshot(s, 1) })
}

// snapshotCreation prepares the request that creates a snapshot.
func (c *call) snapshotCreation(d *datacenter, v *volume, s *snapshot) *request {
	r := c.newRequest(d.ID, requestWork{Kind: createSnapshot, Datacenter: d.ID, Volume: v.ID, Snapshot: s.ID})
	r.Touches = []string{d.ID, v.ID, s.ID}
	r.Targets = []target{
		{ID: v.ID, Type: "volume", Path: volumePath(d.ID, v.ID)},
		{ID: s.ID, Type: "snapshot", Path: snapshotPath(s.ID)},
	}
	return r
}

// addSnapshot adds a snapshot of a volume to the state, before it is provisioned.
func (w *state) addSnapshot(r record, d *datacenter, v *volume) *snapshot {
	s := &snapshot{record: r, SourceVolume: v.ID, SourceDatacenter: d.ID, Props: &snapshotProps{
		Name:              fmt.Sprintf("%s-Snapshot-%s", v.Props.Name, r.Created.UTC().Format("01/02/2006")),
		Description:       fmt.Sprintf("Created from %q in Data Center %q", v.Props.Name, d.Props.Name),
		Location:          d.Props.Location,
		Size:              v.Props.Size,
		LicenceType:       v.Props.LicenceType,
		ApplicationType:   v.Props.ApplicationType,
		RequireLegacyBios: v.Props.RequireLegacyBios,
	}}
	w.Snapshots.add(s)
	return s
}

func (p newSnapshotProps) applyTo(old *snapshotProps) *snapshotProps {
	props := *old
	set(&props.Name, p.Name)
	set(&props.Description, p.Description)
	set(&props.SecAuthProtection, p.SecAuthProtection)
	set(&props.LicenceType, p.LicenceType)
	set(&props.ApplicationType, p.ApplicationType)
	return &props
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
	var body struct {
		Properties newSnapshotProps `json:"properties"`
	}
	err = c.decode(&body)
	return body.Properties, err
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
