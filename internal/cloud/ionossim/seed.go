package ionossim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// builder creates the seed data, reproducibly from the seed.
type builder struct {
	*state
	rand             *rand.Rand
	now              time.Time
	sizes            SeedSize
	withoutSnapshots map[string]bool // volumes that have no snapshots

	clients map[string]client // that created the snapshots, by snapshot id

	servers int // created so far
	kinds   []datacenterTemplate
	debian  map[string]string // image ids by location
}

// serversAsNeeded means as many servers as the volumes need.
const serversAsNeeded = math.MaxInt

func buildSeed(cfg Config, now time.Time) *state {
	b := &builder{
		state: newState(cfg.Seed, cfg.Speed), now: now.UTC().Truncate(time.Second), sizes: cfg.Size,
		rand: rand.New(rand.NewPCG(uint64(cfg.Seed), 0x5eed)), withoutSnapshots: map[string]bool{}, clients: map[string]client{},
		kinds: datacenterTemplates(), debian: map[string]string{},
	}
	for _, kind := range b.kinds {
		if img, found := imageByAlias(kind.location, "debian:12"); found {
			b.debian[kind.location] = img.id
		}
	}
	for i := range cfg.Size.Datacenters {
		b.addDatacenter(i)
	}
	if cfg.Size.Datacenters > 0 {
		for i := range cfg.Size.Volumes {
			b.addVolume(i)
		}
		if b.sizes.Servers != serversAsNeeded {
			b.addSpareServers()
		}
		b.addSnapshots()
	}
	b.setLimits()
	b.addHistory()
	if !cfg.Size.Idle {
		b.addWorkInFlight(now)
	}
	return b.state
}

func (b *builder) addDatacenter(i int) {
	kind := b.kinds[i%len(b.kinds)]
	name := kind.name
	if round := i / len(b.kinds); round > 0 {
		name = fmt.Sprintf("%s-%d", name, round+1)
	}
	made := b.now.AddDate(0, 0, -900+i%200).Add(-time.Duration(i) * time.Hour)
	d := &datacenter{record: b.newRecord(operator, made), Props: datacenterProps{
		Name: name, Description: kind.description, Location: kind.location, Version: int32(10 + b.rand.IntN(400)),
		Features: features(), CPUArchitecture: architecture(), GPUArchitecture: []gpuArchitecture{},
	}}
	d.Modified = b.now.Add(-time.Duration(1+b.rand.IntN(400)) * time.Hour)
	b.Datacenters.add(d)
}

// addVolume creates the i-th volume. Volumes are distributed over the data centers, in the order of each one's
// templates.
func (b *builder) addVolume(i int) {
	n := b.Datacenters.size()
	d, kind := b.Datacenters.all()[i%n], b.kinds[i%n%len(b.kinds)]
	r, round := kind.volumes[i/n%len(kind.volumes)], i/n/len(kind.volumes)
	made := d.Created.Add(time.Duration(1+b.rand.IntN(500)) * time.Hour)
	props := &volumeProps{
		Name: numbered(r.volume, round), Type: r.kind, Size: r.sizeGB, AvailabilityZone: new("AUTO"),
		LicenceType: r.licence, ApplicationType: "UNKNOWN", RequireLegacyBios: !strings.HasPrefix(r.licence, "WINDOWS202"),
	}
	props.setPlugFlags(true)
	if r.licence == "WINDOWS2019" {
		props.ApplicationType = "MSSQL-2019-Standard"
	}
	if id := b.debian[d.Props.Location]; id != "" && r.licence == linux && strings.HasSuffix(r.volume, "-root") {
		props.Image = &id
	}
	v := &volume{record: b.newRecord(operator, made), Props: props, Content: b.newContent()}
	d.Volumes.add(v)
	b.withoutSnapshots[v.ID] = r.withoutSnapshots
	if r.server != "" {
		b.attachTo(d, v, numbered(r.server, round), r)
	}
}

// numbered replaces the placeholders of a name by a round's numbers.
func numbered(name string, round int) string {
	a, b := fmt.Sprintf("%02d", 2*round+1), fmt.Sprintf("%02d", 2*round+2)
	parts := strings.Split(name, "-")
	for i, p := range parts {
		switch p {
		case "A":
			parts[i] = a
		case "B":
			parts[i] = b
		}
	}
	return strings.Join(parts, "-")
}

// attachTo attaches a volume to the named server, and creates the server if it is missing and the configured
// number allows it.
func (b *builder) attachTo(d *datacenter, v *volume, name string, r volumeTemplate) {
	for _, s := range d.Servers.all() {
		if s.Props.Name == name {
			s.attach(v, d)
			return
		}
	}
	if b.sizes.Servers != serversAsNeeded && b.servers >= b.sizes.Servers {
		return
	}
	b.servers++
	b.addServer(d, name, r).attach(v, d)
}

func (b *builder) addServer(d *datacenter, name string, r volumeTemplate) *server {
	props := serverProps{
		Name: name, Hostname: name, Cores: int32(2 << b.rand.IntN(3)), AvailabilityZone: "AUTO", VMState: vmRunning,
		CPUFamily: "INTEL_ICELAKE", Type: typeEnterprise,
	}
	props.RAM = props.Cores * 4096
	if r.off {
		props.VMState = vmShutoff
	}
	if r.kind == das {
		props.Type, props.TemplateUUID = typeCube, new(uuidOf(0, "template", "cube-s"))
	}
	s := &server{record: b.newRecord(operator, d.Created.Add(time.Hour)), Props: props}
	d.Servers.add(s)
	return s
}

// addSpareServers creates servers without volumes up to the configured number.
func (b *builder) addSpareServers() {
	for i := range max(0, b.sizes.Servers-b.servers) {
		d := b.Datacenters.all()[i%b.Datacenters.size()]
		b.addServer(d, fmt.Sprintf("spare-%03d", i+1), volumeTemplate{off: true})
	}
}

// setLimits sets the limits to be nearly reached: about 93 % of the HDD storage is used, which leaves room for
// many snapshots, but not for one of the largest volumes.
func (b *builder) setLimits() {
	used := b.provisioned()
	free := min(max(used.hdd*7/93, 300*mbPerGB), 1000*mbPerGB)
	b.Contract.HDDLimitMB = roundUp(used.hdd+free, 64*mbPerGB)
	b.Contract.SSDLimitMB = roundUp(max(2*used.ssd, 10_240*mbPerGB), 512*mbPerGB)
}

func roundUp(n, step int64) int64 { return (n + step - 1) / step * step }
