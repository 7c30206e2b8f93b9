package ionossim

// role is what a volume is for. In its names A and B stand for two consecutive numbers.
type role struct {
	volume  string
	server  string // empty: not attached
	kind    string
	sizeGB  float64
	licence string
	off     bool // the server is stopped
	bare    bool // nobody ever makes a snapshot of it
}

// vdc is a kind of data center: what it is called, where it is, and what stands in it.
type vdc struct {
	name, description, location string
	roles                       []role
}

const (
	hdd = "HDD"
	ssd = "SSD Standard"
	pre = "SSD Premium"
	das = "DAS"
	lin = "LINUX"
)

// vdcs are the data centers of the estate. Larger estates repeat them.
func vdcs() []vdc {
	return []vdc{
		{"prod-web-fra", "Shop front ends", "de/fra", webRoles()},
		{"prod-data-fra", "Databases and queues of the shop", "de/fra", dataRoles()},
		{"staging-txl", "Staging, rebuilt every week", "de/txl", stagingRoles()},
		{"k8s-prod-txl", "Managed Kubernetes workers", "de/txl", kubernetesRoles()},
		{"dr-lhr", "Disaster recovery", "gb/lhr", recoveryRoles()},
		{"analytics-ewr", "Reporting and ETL", "us/ewr", analyticsRoles()},
	}
}

func webRoles() []role {
	return []role{
		{volume: "web-A-root", server: "web-A", kind: ssd, sizeGB: 10, licence: lin},
		{volume: "import-scratch-A", kind: hdd, sizeGB: 10, licence: "OTHER", bare: true},
		{volume: "web-B-root", server: "web-B", kind: ssd, sizeGB: 10, licence: lin},
		{volume: "web-A-data", server: "web-A", kind: ssd, sizeGB: 50, licence: lin},
		{volume: "lb-A-root", server: "lb-A", kind: ssd, sizeGB: 10, licence: lin},
		{volume: "lb-B-root", server: "lb-B", kind: ssd, sizeGB: 10, licence: lin, off: true},
		{volume: "static-assets-A", server: "web-B", kind: hdd, sizeGB: 200, licence: "OTHER"},
		{volume: "cache-A-root", server: "cache-A", kind: das, sizeGB: 60, licence: lin},
		{volume: "web-legacy-A-root", kind: hdd, sizeGB: 20, licence: lin},
		{volume: "shop-win-A-root", server: "shop-win-A", kind: pre, sizeGB: 80, licence: "WINDOWS2022"},
	}
}

func dataRoles() []role {
	return []role{
		{volume: "db-A-root", server: "db-A", kind: pre, sizeGB: 10, licence: lin},
		{volume: "db-spare-A", kind: hdd, sizeGB: 10, licence: lin, bare: true},
		{volume: "db-A-data", server: "db-A", kind: pre, sizeGB: 100, licence: lin},
		{volume: "db-B-root", server: "db-B", kind: pre, sizeGB: 10, licence: lin},
		{volume: "db-B-data", server: "db-B", kind: pre, sizeGB: 100, licence: lin},
		{volume: "db-A-wal", server: "db-A", kind: pre, sizeGB: 50, licence: lin},
		{volume: "archive-A-data", server: "archive-A", kind: hdd, sizeGB: 2048, licence: "OTHER", bare: true},
		{volume: "queue-A-root", server: "queue-A", kind: ssd, sizeGB: 20, licence: lin},
		{volume: "mssql-A-root", server: "mssql-A", kind: pre, sizeGB: 120, licence: "WINDOWS2019"},
		{volume: "db-restore-test-A", kind: hdd, sizeGB: 100, licence: lin},
	}
}

func stagingRoles() []role {
	return []role{
		{volume: "stage-web-A-root", server: "stage-web-A", kind: ssd, sizeGB: 10, licence: lin},
		{volume: "stage-tmp-A", kind: hdd, sizeGB: 10, licence: "OTHER", bare: true},
		{volume: "stage-db-A-root", server: "stage-db-A", kind: ssd, sizeGB: 20, licence: lin, off: true},
		{volume: "stage-db-A-data", server: "stage-db-A", kind: hdd, sizeGB: 100, licence: lin, off: true},
		{volume: "ci-runner-A-root", server: "ci-runner-A", kind: ssd, sizeGB: 40, licence: lin},
		{volume: "ci-runner-B-root", server: "ci-runner-B", kind: ssd, sizeGB: 40, licence: lin, off: true},
		{volume: "ci-cache-A", server: "ci-runner-A", kind: hdd, sizeGB: 150, licence: "OTHER", bare: true},
		{volume: "stage-cube-A-root", server: "stage-cube-A", kind: das, sizeGB: 30, licence: lin},
		{volume: "upgrade-rehearsal-A", kind: ssd, sizeGB: 30, licence: "RHEL"},
		{volume: "", kind: hdd, sizeGB: 5, licence: "UNKNOWN"},
	}
}

func kubernetesRoles() []role {
	return []role{
		{volume: "worker-A-root", server: "worker-A", kind: ssd, sizeGB: 10, licence: lin, bare: true},
		{volume: "pvc-A-released", kind: hdd, sizeGB: 10, licence: lin},
		{volume: "worker-B-root", server: "worker-B", kind: ssd, sizeGB: 10, licence: lin, bare: true},
		{volume: "csi-pv-grafana-A", server: "worker-A", kind: ssd, sizeGB: 15, licence: "OTHER"},
		{volume: "csi-pv-prometheus-A", server: "worker-A", kind: ssd, sizeGB: 80, licence: "OTHER"},
		{volume: "csi-pv-postgres-A", server: "worker-B", kind: pre, sizeGB: 40, licence: "OTHER"},
		{volume: "csi-pv-registry-A", server: "worker-B", kind: hdd, sizeGB: 250, licence: "OTHER"},
		{volume: "csi-pv-loki-A", kind: hdd, sizeGB: 60, licence: "OTHER"},
		{volume: "control-A-root", server: "control-A", kind: pre, sizeGB: 20, licence: lin},
		{volume: "etcd-A-data", server: "control-A", kind: pre, sizeGB: 8, licence: lin},
	}
}

func recoveryRoles() []role {
	return []role{
		{volume: "dr-gw-A-root", server: "dr-gw-A", kind: ssd, sizeGB: 10, licence: lin},
		{volume: "dr-scratch-A", kind: hdd, sizeGB: 10, licence: "OTHER"},
		{volume: "dr-db-A-root", server: "dr-db-A", kind: ssd, sizeGB: 20, licence: lin, off: true},
		{volume: "dr-db-A-data", server: "dr-db-A", kind: hdd, sizeGB: 100, licence: lin, off: true},
		{volume: "dr-web-A-root", server: "dr-web-A", kind: ssd, sizeGB: 10, licence: lin, off: true},
		{volume: "dr-web-B-root", server: "dr-web-B", kind: ssd, sizeGB: 10, licence: lin, off: true},
		{volume: "replica-A-data", server: "replica-A", kind: hdd, sizeGB: 300, licence: lin},
		{volume: "replica-A-root", server: "replica-A", kind: ssd, sizeGB: 20, licence: lin},
		{volume: "dr-win-A-root", server: "dr-win-A", kind: ssd, sizeGB: 80, licence: "WINDOWS2022", off: true},
		{volume: "dr-drill-A", kind: hdd, sizeGB: 40, licence: lin},
	}
}

func analyticsRoles() []role {
	return []role{
		{volume: "etl-A-root", server: "etl-A", kind: ssd, sizeGB: 10, licence: lin},
		{volume: "export-A", kind: hdd, sizeGB: 10, licence: "OTHER", bare: true},
		{volume: "warehouse-A-root", server: "warehouse-A", kind: pre, sizeGB: 20, licence: lin},
		{volume: "warehouse-A-data", server: "warehouse-A", kind: pre, sizeGB: 3072, licence: lin, bare: true},
		{volume: "notebook-A-root", server: "notebook-A", kind: ssd, sizeGB: 60, licence: lin},
		{volume: "notebook-B-root", server: "notebook-B", kind: ssd, sizeGB: 60, licence: lin, off: true},
		{volume: "staging-area-A", server: "etl-A", kind: hdd, sizeGB: 400, licence: "OTHER", bare: true},
		{volume: "bi-win-A-root", server: "bi-win-A", kind: ssd, sizeGB: 90, licence: "WINDOWS2025"},
		{volume: "spark-A-root", server: "spark-A", kind: das, sizeGB: 120, licence: lin},
		{volume: "report-archive-A", kind: hdd, sizeGB: 120, licence: lin},
	}
}
