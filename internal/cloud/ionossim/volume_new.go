package ionossim

import (
	"fmt"
	"strings"
)

// newVolumeProps are the properties in the body of POST /datacenters/{id}/volumes.
type newVolumeProps struct {
	Name             *string   `json:"name"`
	Type             *string   `json:"type"`
	Size             *float64  `json:"size"`
	AvailabilityZone *string   `json:"availabilityZone"`
	Image            *string   `json:"image"`
	ImageAlias       *string   `json:"imageAlias"`
	ImagePassword    *string   `json:"imagePassword"`
	SSHKeys          *[]string `json:"sshKeys"`
	LicenceType      *string   `json:"licenceType"`
	BackupUnitID     *string   `json:"backupunitId"`
}

// postVolume creates a volume: empty, from an image, or from a snapshot.
func postVolume(c *call, d *datacenter) (*response, error) {
	p, err := properties[newVolumeProps](c)
	if err != nil {
		return nil, err
	}
	props, source, err := c.checkNewVolume(d, p)
	if err != nil {
		return nil, err
	}
	early := *props
	early.setPlugFlags(false)
	v := &volume{record: c.view.newRecord(c.by, c.now), Props: &early, Content: c.view.newContent()}
	d.Volumes.add(v)
	r := c.volumeRequest(createVolume, d, v)
	r.Work.NewVolume = props
	if source != nil {
		r.Work.Snapshot, r.Uses = source.ID, []string{source.ID}
	}
	return c.accept(r, func() element { return c.view.volume(d, v, 1) })
}

// checkNewVolume validates the body's properties and returns the new volume's properties, and its snapshot, if any.
func (c *call) checkNewVolume(d *datacenter, p newVolumeProps) (*volumeProps, *snapshot, error) {
	props := &volumeProps{Type: "HDD", LicenceType: "UNKNOWN", ApplicationType: "UNKNOWN", RequireLegacyBios: true, AvailabilityZone: new("AUTO")}
	props.setPlugFlags(true)
	set(&props.Name, p.Name)
	set(&props.Type, p.Type)
	set(&props.LicenceType, p.LicenceType)
	props.Image, props.ImageAlias, props.BackupUnitID = p.Image, nil, p.BackupUnitID
	if p.AvailabilityZone != nil {
		props.AvailabilityZone = p.AvailabilityZone
	}
	switch {
	case p.Size == nil:
		return nil, nil, required("size")
	case *p.Size < 1:
		return nil, nil, invalid("(root).properties.size", "The size must be at least 1 GB")
	case !knownVolumeType(props.Type) || props.Type == "DAS" || props.Type == "ISO":
		return nil, nil, invalid("(root).properties.type", fmt.Sprintf("'%s' is not a valid volume type", props.Type))
	case !knownLicence(props.LicenceType):
		return nil, nil, invalidLicence(props.LicenceType)
	case p.Image == nil && p.ImageAlias == nil && p.LicenceType == nil:
		return nil, nil, required("licenceType")
	}
	props.Size = *p.Size
	source, err := c.fillFromImage(d, props, p.ImageAlias)
	if err != nil {
		return nil, nil, err
	}
	return props, source, c.view.roomForVolume(props.Type, props.Size)
}

// fillFromImage completes a volume from its image, its image alias or its snapshot.
func (c *call) fillFromImage(d *datacenter, props *volumeProps, alias *string) (*snapshot, error) {
	if alias != nil {
		img, found := imageByAlias(d.Props.Location, *alias)
		if !found {
			return nil, newError(422, codeAlias, fmt.Sprintf("[(root).properties.imageAlias] '%s' not found in location '%s' "+
				"where Virtual Data Center is provisioned.", *alias, d.Props.Location))
		}
		props.Image = &img.id
	}
	if props.Image == nil {
		return nil, nil
	}
	if img, found := imageByID(*props.Image); found {
		props.LicenceType = img.props.LicenceType
		return nil, fits(img.props.Size, img.props.Location, d, props.Size)
	}
	s, err := c.snapshotByID(*props.Image)
	if err != nil {
		return nil, invalid("(root).properties.image", "The image or snapshot does not exist")
	}
	props.LicenceType, props.ApplicationType = s.Props.LicenceType, s.Props.ApplicationType
	if s.State == "" && c.view.busy[s.ID] == 0 {
		props.takeFlags(s.Props)
	}
	return s, fits(s.Props.Size, s.Props.Location, d, props.Size)
}

// fits returns an error when an image or snapshot cannot be used for a volume of that size there.
func fits(size float64, location string, d *datacenter, room float64) error {
	if !strings.EqualFold(location, d.Props.Location) {
		return rejected(fmt.Sprintf("[(root).properties] The image or snapshot is in location '%s' and cannot be used in '%s'", location, d.Props.Location))
	}
	if size > room {
		return rejected(fmt.Sprintf("[(root).properties.size] The volume of %g GB is smaller than the image or snapshot of %g GB", room, size))
	}
	return nil
}

func invalidLicence(word string) error {
	return invalid("(root).properties.licenceType", fmt.Sprintf("'%s' is not a valid licence type", word))
}
