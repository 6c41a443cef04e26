# As retrain-v1.8.1.sh, for a client on Windows: it steers a host on Linux by sparkctl in $env:SPARKCTL.
param([switch]$Gates, [switch]$Retrain, [switch]$Validate, [switch]$MiniCanary, [switch]$All, [switch]$Confirm)
$ErrorActionPreference = 'Stop'
$sparkctl = if ($env:SPARKCTL) { $env:SPARKCTL } else { 'sparkctl' }
$config = if ($env:TRAIN_CONFIG) { $env:TRAIN_CONFIG } else { Join-Path $PSScriptRoot '../../configs/train/v1.8.1.yaml' }
$out = if ($env:TRAIN_OUT) { $env:TRAIN_OUT } else { 'models/v1.8.1' }
if (-not ($Gates -or $Retrain -or $Validate -or $MiniCanary -or $All)) {
  Write-Error 'expected -Gates, -Retrain, -Validate, -MiniCanary or -All'
}
function Step([string[]]$words) {
  & $sparkctl @words
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
if ($Retrain -or $All) {
  $words = @('train', '--config', $config, '--out', $out, '--replace')
  if ($env:DATA) { $words += @('--data', $env:DATA) }
  Step $words
}
if (($Validate -or $All) -and -not (Test-Path (Join-Path $out 'SHA256SUMS'))) {
  Write-Error "$out holds no model; make it first: -Retrain with DATA=FOLDER in the environment, or name one by TRAIN_OUT"
}
if ($Validate -or $All) { Step @('models', 'info', $out) }
if ($MiniCanary -or $All) {
  if ($Confirm) {
    Step @('canary', 'start', 'plan=mini', 'mode=live', '--confirm')
    Step @('canary', 'status', '--watch')
  }
  else { Step @('canary', 'dry-run', 'plan=mini') }
}
if ($Gates -or $All) { Step @('gates') }
