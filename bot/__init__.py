"""The outreach chatbot. The folders are the path of a message: see docs/flow.md."""

import os

# Threads of numerical libraries spin while they wait; one message is too little work to share out. Beside
# another busy process, a message of 20 ms took up to 1.7 s on two cores. Both keys have to be set before the
# libraries are loaded, in every process that imports anything of ours.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
