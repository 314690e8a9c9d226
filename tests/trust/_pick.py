"""run cells whose id matches regexes: t2_cells.py LOG LANES REGEX..."""
import sys,re,json,random,time
from tests.trust.lanes import Lanes,Task
from tests.trust.scenarios import SCENARIOS
from tests.trust.races import RACES
if __name__=="__main__":
    log,lanes,*pats=sys.argv[1:]
    ps=[re.compile(p) for p in pats]
    want=[s for s in SCENARIOS if any(re.match(p.split(' ')[0]+'$',s.name) for p in pats)]
    with Lanes(int(lanes)) as L, open(log,'a') as f:
        rec=list(L.run([Task("record",s.name,s.name) for s in want]))
        for r in rec:
            if r.broken: print("CLEAN",r.task.id,r.broken,flush=True)
        cells=[c for r in rec for c in r.cells if any(p.match(c.id) for p in ps)]
        tasks=[Task("cell",c.id,c) for c in cells]
        tasks+=[Task("race",f"race | {r.name} | {n}",r.name) for r in RACES for n in range(min(2,r.rounds)) if any(p.match("race | "+r.name) for p in ps)]
        random.shuffle(tasks)
        print(len(tasks),"tasks",flush=True); t=time.time(); n=0
        for o in L.run(tasks):
            n+=1
            f.write(json.dumps([o.task.id,o.broken,round(o.seconds,2)])+"\n"); f.flush()
            if o.broken: print(o.task.id,o.broken,flush=True)
        print("done",n,time.time()-t,flush=True)
