package ionossim_test

// deviation is an intended difference from the official document of 2023.
type deviation struct {
	what   string // "unknown": a field that is not in the document; "null": null where it is not allowed; …
	of     string // the type of the resource, "response" or "route"
	fields []string
	reason string
}

func (d deviation) key(field string) string { return d.what + ": " + d.of + " " + field }

const (
	newer     = "newer than the document: sdk-go 6.3.11 has it"
	recorded  = "recorded responses of the API have null for unset fields"
	reference = "an item at depth 0 is a reference with id, type and href alone, as recorded; clients ask for depth 1 to get names"
)

// deviations lists all of them; TestSchema_AnswersAreOfficial must find exactly these.
func deviations() []deviation {
	flags := []string{"properties.applicationType", "properties.exposeSerial", "properties.requireLegacyBios"}
	var all []deviation
	for _, kind := range []string{"snapshot", "volume", "image"} {
		all = append(all, deviation{"unknown", kind, flags, newer + " since 6.3.4"})
	}
	for _, kind := range []string{"datacenter", "group", "image", "label", "location", "request", "server", "snapshot", "volume"} {
		all = append(all, deviation{"required", kind, []string{"properties"}, reference})
	}
	return append(all,
		deviation{"unknown", "contract", []string{
			"properties.resourceLimits.rulesPerSecurityGroup", "properties.resourceLimits.securityGroupsPerResource",
			"properties.resourceLimits.securityGroupsPerVdc",
		}, newer + " since 6.3.0"},
		deviation{"unknown", "datacenter", []string{
			"entities.securitygroups", "properties.cpuArchitecture.*.enabledFeatures", "properties.defaultSecurityGroupId",
			"properties.gpuArchitecture", "properties.ipv6CidrBlock",
		}, newer},
		deviation{"unknown", "location", []string{
			"properties.cpuArchitecture.*.enabledFeatures", "properties.gpuArchitecture", "properties.metroRegion",
		}, newer + " since 6.3.8"},
		deviation{"unknown", "server", []string{"properties.hostname", "properties.nicMultiQueue"}, newer},
		deviation{"enum", "snapshot", []string{"properties.licenceType"}, "WINDOWS2019, WINDOWS2025 and RHEL are newer than the document"},
		deviation{"enum", "volume", []string{"properties.licenceType"}, "WINDOWS2019, WINDOWS2025 and RHEL are newer than the document"},
		deviation{"null", "server", []string{"properties.bootCdrom", "properties.templateUuid"}, recorded},
		deviation{"null", "volume", []string{
			"properties.backupunitId", "properties.bootServer", "properties.deviceNumber", "properties.image", "properties.imageAlias",
			"properties.imagePassword", "properties.pciSlot", "properties.sshKeys", "properties.userData",
		}, recorded},
		deviation{"enum", "volume", []string{"properties.bootOrder", "properties.bus"}, recorded + ", also for words of a list"},
		deviation{"route unknown", "route", []string{"GET /datacenters/{datacenterId}/securitygroups"}, newer},
	)
}
