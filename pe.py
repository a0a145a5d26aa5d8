import sys; sys.path.insert(0,'/tmp/exp'); from bm import *
for n in sys.argv[1].split(','):
    s=Set(n); idx={d:i for i,d in enumerate(s.docid)}; qi={q['id']:i for i,q in enumerate(s.queries)}
    for m in ('kiwi','bigrams'):
        a=np.full((len(s.queries),len(s.docs)),-1.)
        for l in open(f'/tmp/sets/{n}/{m}.trec'):
            q,_,d,_,sc,_=l.split() if len(l.split())==6 else (l.split()[0],0,' '.join(l.split()[2:-3]),0,l.split()[-2],0)
            if q in qi: a[qi[q],idx[d]]=float(sc)
        print(n,m,'%.4f %.4f'%tuple(x.mean() for x in s.ndcg(a)))
