package ionossim

// volumeTemplate describes a volume. In its names A and B are placeholders for two consecutive numbers.
type volumeTemplate struct {
	volume           string
	server           string // empty: not attached
	kind             string
	sizeGB           float64
	licence          string
	off              bool // the server is stopped
	withoutSnapshots bool // it has no snapshots
}

// datacenterTemplate describes a data center: name, location and contents.
type datacenterTemplate struct {
	name, description, location string
	volumes                     []volumeTemplate
}

const (
	hdd        = "HDD"
	ssd        = "SSD Standard"
	ssdPremium = "SSD Premium"
	das        = "DAS"
	linux      = "LINUX"
)

// datacenterTemplates are the data centers of the seed data. Larger ones repeat them.
func datacenterTemplates() []datacenterTemplate {
	return []datacenterTemplate{
		{"prod-web-fra", "Shop front ends", "de/fra", webVolumes()},
		{"prod-data-fra", "Databases and queues of the shop", "de/fra", dataVolumes()},
		{"staging-txl", "Staging, rebuilt every week", "de/txl", stagingVolumes()},
		{"k8s-prod-txl", "Managed Kubernetes workers", "de/txl", kubernetesVolumes()},
		{"dr-lhr", "Disaster recovery", "gb/lhr", recoveryVolumes()},
		{"analytics-ewr", "Reporting and ETL", "us/ewr", analyticsVolumes()},
	}
}

func webVolumes() []volumeTemplate {
	return []volumeTemplate{
		{volume: "web-A-root", server: "web-A", kind: ssd, sizeGB: 10, licence: linux},
		{volume: "import-scratch-A", kind: hdd, sizeGB: 10, licence: "OTHER", withoutSnapshots: true},
		{volume: "web-B-root", server: "web-B", kind: ssd, sizeGB: 10, licence: linux},
		{volume: "web-A-data", server: "web-A", kind: ssd, sizeGB: 50, licence: linux},
		{volume: "lb-A-root", server: "lb-A", kind: ssd, sizeGB: 10, licence: linux},
		{volume: "lb-B-root", server: "lb-B", kind: ssd, sizeGB: 10, licence: linux, off: true},
		{volume: "static-assets-A", server: "web-B", kind: hdd, sizeGB: 200, licence: "OTHER"},
		{volume: "cache-A-root", server: "cache-A", kind: das, sizeGB: 60, licence: linux},
		{volume: "web-legacy-A-root", kind: hdd, sizeGB: 20, licence: linux},
		{volume: "shop-win-A-root", server: "shop-win-A", kind: ssdPremium, sizeGB: 80, licence: "WINDOWS2022"},
	}
}

func dataVolumes() []volumeTemplate {
	return []volumeTemplate{
		{volume: "db-A-root", server: "db-A", kind: ssdPremium, sizeGB: 10, licence: linux},
		{volume: "db-spare-A", kind: hdd, sizeGB: 10, licence: linux, withoutSnapshots: true},
		{volume: "db-A-data", server: "db-A", kind: ssdPremium, sizeGB: 100, licence: linux},
		{volume: "db-B-root", server: "db-B", kind: ssdPremium, sizeGB: 10, licence: linux},
		{volume: "db-B-data", server: "db-B", kind: ssdPremium, sizeGB: 100, licence: linux},
		{volume: "db-A-wal", server: "db-A", kind: ssdPremium, sizeGB: 50, licence: linux},
		{volume: "archive-A-data", server: "archive-A", kind: hdd, sizeGB: 2048, licence: "OTHER", withoutSnapshots: true},
		{volume: "queue-A-root", server: "queue-A", kind: ssd, sizeGB: 20, licence: linux},
		{volume: "mssql-A-root", server: "mssql-A", kind: ssdPremium, sizeGB: 120, licence: "WINDOWS2019"},
		{volume: "db-restore-test-A", kind: hdd, sizeGB: 100, licence: linux},
	}
}

func stagingVolumes() []volumeTemplate {
	return []volumeTemplate{
		{volume: "stage-web-A-root", server: "stage-web-A", kind: ssd, sizeGB: 10, licence: linux},
		{volume: "stage-tmp-A", kind: hdd, sizeGB: 10, licence: "OTHER", withoutSnapshots: true},
		{volume: "stage-db-A-root", server: "stage-db-A", kind: ssd, sizeGB: 20, licence: linux, off: true},
		{volume: "stage-db-A-data", server: "stage-db-A", kind: hdd, sizeGB: 100, licence: linux, off: true},
		{volume: "ci-runner-A-root", server: "ci-runner-A", kind: ssd, sizeGB: 40, licence: linux},
		{volume: "ci-runner-B-root", server: "ci-runner-B", kind: ssd, sizeGB: 40, licence: linux, off: true},
		{volume: "ci-cache-A", server: "ci-runner-A", kind: hdd, sizeGB: 150, licence: "OTHER", withoutSnapshots: true},
		{volume: "stage-cube-A-root", server: "stage-cube-A", kind: das, sizeGB: 30, licence: linux},
		{volume: "upgrade-rehearsal-A", kind: ssd, sizeGB: 30, licence: "RHEL"},
		{volume: "", kind: hdd, sizeGB: 5, licence: "UNKNOWN"},
	}
}

func kubernetesVolumes() []volumeTemplate {
	return []volumeTemplate{
		{volume: "worker-A-root", server: "worker-A", kind: ssd, sizeGB: 10, licence: linux, withoutSnapshots: true},
		{volume: "pvc-A-released", kind: hdd, sizeGB: 10, licence: linux},
		{volume: "worker-B-root", server: "worker-B", kind: ssd, sizeGB: 10, licence: linux, withoutSnapshots: true},
		{volume: "csi-pv-grafana-A", server: "worker-A", kind: ssd, sizeGB: 15, licence: "OTHER"},
		{volume: "csi-pv-prometheus-A", server: "worker-A", kind: ssd, sizeGB: 80, licence: "OTHER"},
		{volume: "csi-pv-postgres-A", server: "worker-B", kind: ssdPremium, sizeGB: 40, licence: "OTHER"},
		{volume: "csi-pv-registry-A", server: "worker-B", kind: hdd, sizeGB: 250, licence: "OTHER"},
		{volume: "csi-pv-loki-A", kind: hdd, sizeGB: 60, licence: "OTHER"},
		{volume: "control-A-root", server: "control-A", kind: ssdPremium, sizeGB: 20, licence: linux},
		{volume: "etcd-A-data", server: "control-A", kind: ssdPremium, sizeGB: 8, licence: linux},
	}
}

func recoveryVolumes() []volumeTemplate {
	return []volumeTemplate{
		{volume: "dr-gw-A-root", server: "dr-gw-A", kind: ssd, sizeGB: 10, licence: linux},
		{volume: "dr-scratch-A", kind: hdd, sizeGB: 10, licence: "OTHER"},
		{volume: "dr-db-A-root", server: "dr-db-A", kind: ssd, sizeGB: 20, licence: linux, off: true},
		{volume: "dr-db-A-data", server: "dr-db-A", kind: hdd, sizeGB: 100, licence: linux, off: true},
		{volume: "dr-web-A-root", server: "dr-web-A", kind: ssd, sizeGB: 10, licence: linux, off: true},
		{volume: "dr-web-B-root", server: "dr-web-B", kind: ssd, sizeGB: 10, licence: linux, off: true},
		{volume: "replica-A-data", server: "replica-A", kind: hdd, sizeGB: 300, licence: linux},
		{volume: "replica-A-root", server: "replica-A", kind: ssd, sizeGB: 20, licence: linux},
		{volume: "dr-win-A-root", server: "dr-win-A", kind: ssd, sizeGB: 80, licence: "WINDOWS2022", off: true},
		{volume: "dr-drill-A", kind: hdd, sizeGB: 40, licence: linux},
	}
}

func analyticsVolumes() []volumeTemplate {
	return []volumeTemplate{
		{volume: "etl-A-root", server: "etl-A", kind: ssd, sizeGB: 10, licence: linux},
		{volume: "export-A", kind: hdd, sizeGB: 10, licence: "OTHER", withoutSnapshots: true},
		{volume: "warehouse-A-root", server: "warehouse-A", kind: ssdPremium, sizeGB: 20, licence: linux},
		{volume: "warehouse-A-data", server: "warehouse-A", kind: ssdPremium, sizeGB: 3072, licence: linux, withoutSnapshots: true},
		{volume: "notebook-A-root", server: "notebook-A", kind: ssd, sizeGB: 60, licence: linux},
		{volume: "notebook-B-root", server: "notebook-B", kind: ssd, sizeGB: 60, licence: linux, off: true},
		{volume: "staging-area-A", server: "etl-A", kind: hdd, sizeGB: 400, licence: "OTHER", withoutSnapshots: true},
		{volume: "bi-win-A-root", server: "bi-win-A", kind: ssd, sizeGB: 90, licence: "WINDOWS2025"},
		{volume: "spark-A-root", server: "spark-A", kind: das, sizeGB: 120, licence: linux},
		{volume: "report-archive-A", kind: hdd, sizeGB: 120, licence: linux},
	}
}
