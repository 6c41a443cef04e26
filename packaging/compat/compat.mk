# The targets that older scripts call. Each is a wrapper of packaging/compat, or one command; the host runs already.
.PHONY: validate mini-canary daily-report psi-check evidence bundle
SPARKCTL ?= build/release/bin/sparkctl
VERSION ?=

validate:  ## verify the artefact models/v1.8.1, or TRAIN_OUT
	@SPARKCTL=$(SPARKCTL) packaging/compat/retrain-v1.8.1.sh -Validate

mini-canary:  ## judge the mini canary plan on what was counted; changes nothing
	@SPARKCTL=$(SPARKCTL) packaging/compat/canary-mini-v1.8.1 --dry-run

daily-report:  ## what happened today so far; fails unless HEALTHY
	@$(SPARKCTL) report daily

psi-check:  ## have the inputs drifted from the reference? fails unless that is known and PSI is below 0.2
	@$(SPARKCTL) psi

evidence:  ## run what the gates ask for, verify, and copy the host's evidence files to evidence/ml
	@SPARKCTL=$(SPARKCTL) packaging/compat/collect-evidence

bundle:  ## dist/spark-VERSION.{tar.gz,zip}: this commit with the host's evidence; verified
	@SPARKCTL=$(SPARKCTL) packaging/compat/create-release-bundle $(VERSION)
