import subprocess
import sys


def test_drawing_a_chart_does_not_load_the_statistics() -> None:
    code = "import programme.charts.means_by_wave, sys; sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 (fixed words)
